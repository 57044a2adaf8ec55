import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseInput } from '#events/problem.ts';
import { type Reacting, TAKEN_BY } from '#events/reactions.ts';
import { baseName } from '#infra/names.ts';
import { rules } from '#infra/rules.ts';

const SAMPLES = join(import.meta.dirname, '../../events/samples');
const read = (name: string) => JSON.parse(readFileSync(join(SAMPLES, `${name}.json`), 'utf8'));
const { samples } = read('manifest') as { samples: Record<string, { rules: string[] }> };
const functionOf = (rule: string) => baseName(rules.find(({ name }) => name === rule)?.function ?? rule) as Reacting;
const deliveries = Object.entries(samples).flatMap(([sample, { rules: taking }]) =>
  taking.map((rule) => [sample, functionOf(rule)] as const),
);

describe('what the functions take', () => {
  it('stands in a row for every function of a rule, and for no other', () => {
    const invoked = new Set(rules.map(({ function: file, machine }) => baseName(file ?? machine ?? '')));

    expect(Object.keys(TAKEN_BY).sort()).toEqual([...invoked].sort());
  });

  it.each(deliveries)('%s is taken by %s', (sample, name) => {
    expect(parseInput(TAKEN_BY[name], read(sample))).toMatchObject({ ok: true });
  });

  it.each(['1', 'du3bdEXAMPLE', 'an id with spaces', '💥', 'x'.repeat(10_000)])('may have any text for its id: %j', (id) => {
    for (const [sample, name] of deliveries) expect(parseInput(TAKEN_BY[name], { ...read(sample), id }).ok, sample).toBe(true);
  });

  it('may hold fields that nobody here reads, and spell the time in any way', () => {
    for (const [sample, name] of deliveries) {
      const event = read(sample);
      const grown = { ...event, time: 'yyyy-mm-ddThh:mm:ssZ', tomorrow: 1, detail: { ...event.detail, Details: { InvokingAlarms: [] } } };

      expect(parseInput(TAKEN_BY[name], grown).ok, sample).toBe(true);
    }
  });

  it.each(deliveries)('%s is not taken by %s without its envelope or its detail', (sample, name) => {
    for (const field of ['id', 'source', 'detail-type', 'account', 'region', 'time', 'detail']) {
      const { [field]: _, ...broken } = read(sample);

      const parsed = parseInput(TAKEN_BY[name], broken);

      expect(parsed, field).toMatchObject({ ok: false, problems: [{ path: field, found: 'nothing' }] });
    }
  });
});

describe('the problem of an event of another kind', () => {
  it('names what is allowed where several kinds are', () => {
    const parsed = parseInput(TAKEN_BY['resume-run'], { ...read('stack-ended'), source: 'aws.s3' });

    expect(parsed).toEqual({
      ok: false,
      problems: [{ path: 'source', found: '"aws.s3"', allowed: 'one of aws.cloudformation, aws.rds, aws.autoscaling, aws.ec2, aws.ssm' }],
    });
  });
});
