import * as z from 'zod';
import { named, whole } from './site-values.ts';

/** Auto Scaling takes 20 steps a policy (A34); the web layer's template has places for five. */
const STEPS_LIMIT = 5;
const NODES_LIMIT = 100;

const alarmName = named(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, '1 to 63 letters, digits, dots, hyphens and underscores');
const percent = whole(0, 100);
const warmUpSeconds = whole(0, 3_600).default(300);

const stepSchema = z
  .strictObject({ fromPercent: percent.optional(), toPercent: percent.optional(), nodes: whole(1, NODES_LIMIT) })
  .check(
    z.refine(({ fromPercent = 0, toPercent = 101 }) => fromPercent < toPercent, { path: ['toPercent'], error: 'more than fromPercent' }),
  );
type Step = z.output<typeof stepSchema>;

const policySchema = (alarm: string, thresholdPercent: number, steps: Step[]) =>
  z
    .strictObject({
      alarm: z
        .strictObject({
          name: alarmName.default(alarm),
          thresholdPercent: whole(1, 99).default(thresholdPercent),
          periodSeconds: z.number().int().multipleOf(60).min(60).max(3_600).default(300),
        })
        .prefault({}),
      steps: z.array(stepSchema).min(1).max(STEPS_LIMIT).default(steps),
    })
    .prefault({});

const outSchema = policySchema('AddCapacity-CPU-Utilization', 50, [
  { fromPercent: 50, toPercent: 75, nodes: 2 },
  { fromPercent: 75, nodes: 4 },
]);
const inSchema = policySchema('RemoveCapacity-CPU-Utilization', 75, [
  { fromPercent: 50, toPercent: 75, nodes: 4 },
  { toPercent: 50, nodes: 2 },
]);

/** What AWS asks of a policy's steps: one after another without a hole or an overlap, from the threshold to one open end (A19). */
function tellOfSteps(
  { alarm, steps }: z.output<typeof outSchema>,
  side: 'out' | 'in',
  tell: (path: readonly PropertyKey[], allowed: string) => void,
): void {
  const sorted = steps
    .map((step, index) => ({ from: step.fromPercent ?? Number.NEGATIVE_INFINITY, to: step.toPercent ?? Number.POSITIVE_INFINITY, index }))
    .sort((one, other) => one.from - other.from);
  for (const [position, step] of sorted.entries()) {
    const before = sorted[position - 1];
    if (before !== undefined && before.to !== step.from) {
      tell([side, 'steps', step.index], `to begin where the step before it ends, at ${before.to} %`);
    }
  }
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return;
  const { thresholdPercent } = alarm;
  if (side === 'out' && first.from !== thresholdPercent)
    tell([side, 'steps', first.index, 'fromPercent'], `the threshold, ${thresholdPercent}`);
  if (side === 'out' && Number.isFinite(last.to)) tell([side, 'steps', last.index, 'toPercent'], 'nothing: the last step is open');
  if (side === 'in' && last.to !== thresholdPercent) tell([side, 'steps', last.index, 'toPercent'], `the threshold, ${thresholdPercent}`);
  if (side === 'in' && Number.isFinite(first.from)) tell([side, 'steps', first.index, 'fromPercent'], 'nothing: the first step is open');
}

const targetTrackingSchema = z.strictObject({
  kind: z.literal('targetTracking'),
  cpuPercent: whole(1, 99).default(40),
  warmUpSeconds,
});

const stepsSchema = z
  .strictObject({ kind: z.literal('steps'), warmUpSeconds, out: outSchema, in: inSchema })
  .superRefine((scaling, context) => {
    for (const side of ['out', 'in'] as const) {
      tellOfSteps(scaling[side], side, (path, message) => context.addIssue({ code: 'custom', path: [...path], message }));
    }
    if (scaling.out.alarm.name === scaling.in.alarm.name) {
      context.addIssue({ code: 'custom', path: ['in', 'alarm', 'name'], message: 'another name than that of the alarm out' });
    }
  });

/**
 * How a group follows its load: AWS's target tracking, or a pair of step policies, which are the courses' where the site says
 * nothing else. Nodes are counted, percents are of CPU and not relative to the threshold. CloudFormation names the policies itself.
 */
export const scalingSchema = z.discriminatedUnion('kind', [targetTrackingSchema, stepsSchema]);

export type ScalingOutput = z.output<typeof scalingSchema>;
