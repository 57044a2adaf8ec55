import type * as z from 'zod';
import { leaseIsFree, passGates } from '#domain/gates.ts';
import type { Decision, RunKind } from '#domain/glossary.ts';
import { leaseUntilMs, seedOf } from '#domain/lease.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { type ExecutionInput, executionInputSchema, REQUEST_SCHEMAS } from '#events/execution-input.ts';
import { parseInput } from '#events/problem.ts';
import type { Run } from '#events/run.ts';
import { openRunSchema } from '#events/steps.ts';
import { InvalidInputError, isTransient, messageOf } from '../shared/errors.ts';
import { writeAudit } from '../shared/ledger/audit.ts';
import { takeLease } from '../shared/ledger/lease.ts';
import { openRun as writeRun } from '../shared/ledger/runs.ts';
import type { SiteRow } from '../shared/ledger/sites.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { tellRun } from '../shared/run-events.ts';
import { gatherRunFacts } from '../shared/runs/run-facts.ts';

type Opening = { decision: Decision<'proceed' | 'refuse'>; site?: SiteRow | undefined };

/**
 * Opens a run, as the first step of every machine: passes the column of gates, takes the site's lease, writes the record and
 * the audit line. A refusal is a result with a record of its own; the machine closes it as REFUSED.
 */
async function openRun({ kind, executionArn, input }: z.output<typeof openRunSchema>) {
  const nowMs = Date.now();
  const parsed = parseInput(executionInputSchema, input);
  // Without a site and an id there is nothing to write a record under.
  if (!parsed.ok) throw new InvalidInputError('The input of the execution', parsed.problems);
  const execution = parsed.value;
  logger.appendKeys({ runId: execution.runId, kind, site: execution.site });

  const { decision, site } = await decide(kind, execution, nowMs);
  const proceeds = decision.action === 'proceed';
  const opened: Run = {
    runId: execution.runId,
    kind,
    site: execution.site,
    mode: execution.mode,
    trigger: execution.trigger,
    startedAt: new Date(nowMs).toISOString(),
    leaseUntil: new Date(proceeds ? leaseUntilMs(kind, nowMs) : nowMs).toISOString(),
    seed: seedOf(execution.runId),
    ...(execution.scheduledFor ? { scheduledFor: execution.scheduledFor } : {}),
  };
  const { executionArn: _, ...run } = await writeRun({ ...opened, executionArn }, nowMs);
  await writeAudit(
    run.runId,
    { what: `${kind}: ${decision.action}`, who: execution.trigger.who, reason: decision.reason, site: run.site },
    nowMs,
  );
  await tellRun('Run Started', run);
  if (!proceeds) logger.warn('The run is refused.', { reason: decision.reason });
  return { ...decision, run, spec: specOf(kind, execution, site), outputs: site?.outputs ?? {} };
}

async function decide(kind: RunKind, input: ExecutionInput, nowMs: number): Promise<Opening> {
  const request = parseInput<z.ZodType>(REQUEST_SCHEMAS[kind], input.request);
  if (!request.ok) return { decision: refusal(new InvalidInputError('The request', request.problems).message) };
  let opening: Opening;
  try {
    const { facts, site } = await gatherRunFacts(kind, input, nowMs);
    opening = { decision: passGates(facts), site };
    if (opening.decision.action === 'refuse') return opening;
  } catch (error) {
    // What may mend itself is retried by the machine; what cannot be known says no.
    if (isTransient(error)) throw error;
    return { decision: refusal(`What the gates have to know could not be read: ${messageOf(error)}`) };
  }
  const wanted = { holder: input.runId, kind, untilMs: leaseUntilMs(kind, nowMs) };
  const { taken, lease } = await takeLease(input.site, wanted, nowMs);
  if (taken) return opening;
  // Another run took it between the gate's look and ours.
  const reason = leaseIsFree({ lease, runId: input.runId, nowMs } as Parameters<typeof leaseIsFree>[0]);
  return { ...opening, decision: refusal(reason ?? 'Another run took the site at the same moment.') };
}

const refusal = (reason: string): Decision<'refuse'> => ({ action: 'refuse', reason });

/** The spec that the run works by: the one that it brings, for provisioning, else the one that the site was registered with. */
function specOf(kind: RunKind, input: ExecutionInput, site: SiteRow | undefined): SiteSpec | null {
  if (kind !== 'provision-site') return site?.spec ?? null;
  const parsed = parseInput(REQUEST_SCHEMAS['provision-site'], input.request);
  return parsed.ok ? parsed.value.spec : null;
}

export const handler = handlerOf(openRunSchema, openRun);
