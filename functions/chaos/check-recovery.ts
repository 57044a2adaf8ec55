import * as z from 'zod';
import { judgeRecovery, verdictOfRecovery } from '#domain/recovery.ts';
import { runSchema } from '#events/run.ts';
import { handlerOf } from '../shared/middleware.ts';
import { assertNotAborted } from '../shared/runs/standing.ts';
import { describeWebState } from '../shared/web-state.ts';

const checkRecoverySchema = z.strictObject({
  run: runSchema,
  group: z.string().min(1),
  targetGroupArn: z.string().min(1),
  victimIds: z.array(z.string().min(1)),
  before: z.strictObject({ healthyTargets: z.number().int(), inService: z.number().int() }),
  actedAt: z.iso.datetime(),
  objectiveSeconds: z.number().int().min(1),
});

/**
 * Looks whether as many targets are healthy as before the act. Called by chaos-experiment in a loop that the domain's
 * patience bounds; the loop holds no token, so an abort is looked for here.
 */
async function checkRecovery(input: z.output<typeof checkRecoverySchema>) {
  const { run, group, targetGroupArn, victimIds, before, actedAt, objectiveSeconds } = input;
  await assertNotAborted(run.runId);
  const web = await describeWebState(group, targetGroupArn);
  const decision = judgeRecovery({ web, victimIds, before, actedAtMs: Date.parse(actedAt), nowMs: Date.now(), objectiveSeconds });
  return {
    ...decision,
    ...(decision.action === 'wait' ? {} : verdictOfRecovery(decision, objectiveSeconds)),
    objective: { recoverySeconds: objectiveSeconds },
    measured: { recoverySeconds: decision.recoverySeconds },
  };
}

export const handler = handlerOf(checkRecoverySchema, checkRecovery);
