import { describe, expect, it } from 'vitest';
import type { TemplateFile } from '#domain/cloudformation-template.ts';
import { isPriced } from '#domain/site-price.ts';
import { draftSite } from '#domain/site-resources.ts';
import { holds } from '#twin/cloudformation/intrinsics.ts';
import { resolveParameters } from '#twin/cloudformation/parameters.ts';
import type { Scope } from '#twin/cloudformation/scope.ts';
import { readTemplate } from '#twin/cloudformation/template.ts';
import { SPECS } from './specs.ts';
import { layer } from './support.ts';

/** The account of the twin, as far as conditions and parameters ask for it. */
const ACCOUNT = {
  account: '123456789012',
  region: 'us-east-1',
  callNow: () => ({ Parameter: { Value: 'ami-1' } }),
} as unknown as Scope['cloud'];

/** The second reading: the embedded CloudFormation's own, of the same template and parameters. */
function activeByEngine(file: TemplateFile, parameters: Readonly<Record<string, string>>): string[] {
  const template = readTemplate(JSON.stringify(file));
  const given = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
  const scope: Scope = {
    cloud: ACCOUNT,
    template,
    parameters: resolveParameters(ACCOUNT, template, given).values,
    stackName: 'demo',
    stackId: 'arn:demo',
    notificationArns: [],
    resource: () => undefined,
    exported: () => undefined,
  };
  return Object.entries(template.resources)
    .filter(([, { condition }]) => condition === undefined || holds(condition, scope))
    .map(([id]) => id);
}

const templateOf = (name: string) => layer(name) as unknown as TemplateFile;

describe.each(Object.entries(SPECS))('%s', (_title, spec) => {
  const drafts = draftSite(spec, templateOf);

  it.each(drafts.map((draft) => [draft.layer, draft] as const))(
    'is drafted in %s as the embedded CloudFormation reads its template',
    (_, draft) => {
      const expected = activeByEngine(templateOf(draft.template), draft.parameters);

      expect(draft.resources.map(({ id }) => id)).toEqual(expected);
    },
  );

  it('has no resource whose price nobody has thought of', () => {
    const types = drafts.flatMap(({ resources }) => resources.map(({ type }) => type));

    expect([...new Set(types)].filter((type) => !isPriced(type))).toEqual([]);
  });
});
