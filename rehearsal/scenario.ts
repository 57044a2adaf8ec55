import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import * as z from 'zod';
import { InvalidInputError, problemsOf } from './problems.ts';

const instant = z.iso.datetime({ error: 'an ISO 8601 time in UTC, such as 2018-02-08T09:00:00Z' }).transform((text) => Date.parse(text));

const act = z.discriminatedUnion('does', [
  z.strictObject({ at: instant, who: z.string(), does: z.literal('create-site') }),
  z.strictObject({ at: instant, who: z.string(), does: z.literal('chat'), text: z.string().startsWith('/') }),
  z.strictObject({ at: instant, who: z.string(), does: z.literal('start-drill'), body: z.record(z.string(), z.unknown()) }),
  z.strictObject({ at: instant, who: z.string(), does: z.literal('delete-site'), mode: z.enum(['live', 'rehearsal']).optional() }),
]);

const spread = z.strictObject({ p50: z.number().positive(), p90: z.number().positive() });

const scenarioSchema = z
  .strictObject({
    scenario: z.string().regex(/^[a-z][a-z0-9-]*$/, 'a name of lower-case letters, digits and hyphens'),
    from: instant,
    until: instant,
    people: z.array(act).min(1),
    runs: z.array(
      z.strictObject({
        kind: z.string(),
        by: z.enum(['api', 'chat', 'schedule']),
        verdict: z.enum(['PASSED', 'FAILED', 'REFUSED', 'ABORTED', 'ERRORED']),
      }),
    ),
    visitors: z.array(z.tuple([instant, z.number().min(0)])).min(2),
    node: z.strictObject({
      idleCpuPercent: z.number().min(0).max(100),
      cpuPercentPerRequestPerSecond: z.number().positive(),
      applicationBootSeconds: spread,
      secondsPerMessage: z.number().positive().optional(),
    }),
  })
  .superRefine((scenario, context) => {
    const complain = (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message });
    if (scenario.until <= scenario.from) complain(['until'], 'a time after `from`');
    for (const [index, { at }] of scenario.people.entries())
      if (at < scenario.from || at > scenario.until) complain(['people', index, 'at'], 'a time between `from` and `until`');
    for (const [index, [at]] of scenario.visitors.entries())
      if (index > 0 && at <= (scenario.visitors[index - 1] as [number, number])[0])
        complain(['visitors', index, 0], 'a time after the point before it');
  });

/** What comes from outside in a rehearsal, and what the story must see. Times are epoch milliseconds. */
export type Scenario = z.infer<typeof scenarioSchema>;
export type Act = Scenario['people'][number];

/** Reads a YAML or JSON text; every problem at once. */
export function parseScenario(text: string, subject: string): Scenario {
  const raw = readYaml(text, subject);
  const parsed = scenarioSchema.safeParse(raw);
  if (!parsed.success) throw new InvalidInputError(subject, problemsOf(parsed.error.issues, raw));
  return parsed.data;
}

/** A YAML file's content as JSON values; syntax errors are problems with their line. */
export function readYaml(text: string, subject: string): unknown {
  const document = parseDocument(text, { version: '1.2' });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      path: `line ${error.linePos?.[0].line ?? '?'}`,
      found: error.message.split('\n')[0] as string,
      allowed: 'YAML 1.2',
    }));
    throw new InvalidInputError(subject, problems);
  }
  return document.toJS();
}

/** The text of a file, or a problem that names it. */
export function readInput(path: string, allowed: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new InvalidInputError(path, [{ path: '', found: 'no readable file', allowed }]);
  }
}
