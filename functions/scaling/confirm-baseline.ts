import * as z from 'zod';
import { runSchema } from '#events/run.ts';
import { describeGroup } from '../shared/group-facts.ts';
import { clearBaseline } from '../shared/ledger/baseline.ts';
import { handlerOf } from '../shared/middleware.ts';

const confirmBaselineSchema = z.strictObject({
  run: runSchema,
  window: z.string(),
  group: z.string().min(1),
  baseline: z.strictObject({ min: z.number().int(), max: z.number().int(), desired: z.number().int() }),
  giveUpAt: z.iso.datetime(),
});

/** Reads back what the group holds after the baseline was put back, and forgets the captured one only if it is there. Called by scale-site. */
async function confirmBaseline({ run, window, group: name, baseline, giveUpAt }: z.output<typeof confirmBaselineSchema>) {
  const group = await describeGroup(name);
  const isBack = group.MinSize === baseline.min && group.MaxSize === baseline.max && (group.DesiredCapacity ?? 0) <= baseline.max;
  if (isBack) await clearBaseline(run.site, window);
  return {
    verdict: isBack ? 'PASSED' : 'FAILED',
    reason: isBack
      ? `The baseline is back: ${baseline.min} to ${baseline.max}, ${group.DesiredCapacity} wanted.`
      : `The group holds ${group.MinSize} to ${group.MaxSize}, not the baseline ${baseline.min} to ${baseline.max}.`,
    objective: { minSize: baseline.min, maxSize: baseline.max, readyAt: giveUpAt },
    measured: { minSize: group.MinSize ?? null, maxSize: group.MaxSize ?? null, readyAt: isBack ? new Date().toISOString() : null },
  };
}

export const handler = handlerOf(confirmBaselineSchema, confirmBaseline);
