import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import table from '#twin/cloudformation/replacement.json' with { type: 'json' };
import { recreationOf } from '#twin/cloudformation/replacement.ts';

type Entity = { cloudFormationType: string; properties: Record<string, { causesReplacement?: 'yes' | 'maybe' | 'no' }> };

/** The resource specification that the CDK's own `diff` reads. */
function specification(): Map<string, Entity> {
  const file = path.resolve(import.meta.dirname, '../../../node_modules/aws-cdk/db.json.gz');
  const database = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as { schema: { resource: { entities: Entity[] } } };
  return new Map(database.schema.resource.entities.map((entity) => [entity.cloudFormationType, entity]));
}

describe('what makes CloudFormation replace a resource', () => {
  it('is told as the installed resource specification tells it', () => {
    const known = specification();

    const wrong = Object.entries(table.types).filter(([type, { always, maybe }]) => {
      const properties = Object.entries(known.get(type)?.properties ?? {});
      const named = (kind: string) =>
        properties.flatMap(([name, { causesReplacement }]) => (causesReplacement === kind ? name : [])).sort();
      return JSON.stringify([named('yes'), named('maybe')]) !== JSON.stringify([always, maybe]);
    });

    expect(wrong.map(([type]) => type)).toEqual([]);
  });

  it.each([
    ['AWS::EC2::Subnet', 'CidrBlock', 'Always'],
    ['AWS::RDS::DBInstance', 'Engine', 'Conditionally'],
    ['AWS::AutoScaling::AutoScalingGroup', 'MaxSize', 'Never'],
    ['Test::Thing', 'Name', 'Conditionally'],
  ])('of %s by its %s is: %s', (type, property, expected) => {
    expect(recreationOf(type, property)).toBe(expected);
  });
});
