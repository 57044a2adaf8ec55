import * as z from 'zod';
import type { FailoverPhases } from '#domain/failover-phases.ts';
import { judgeFailover as judge } from '#domain/failover-verdict.ts';
import type { BeforeFailover } from '#domain/probe-evidence.ts';
import { beforeFailoverSchema, type ProbeLine, probeSummarySchema } from '#events/probe.ts';
import { runSchema } from '#events/run.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { readChunks } from '../shared/probe/chunks.ts';

const judgeFailoverSchema = z.strictObject({
  run: runSchema,
  before: beforeFailoverSchema,
  rebootedAt: z.iso.datetime(),
  probe: probeSummarySchema,
  /** What RDS told while the drill waited, if it did in time; it annotates and decides nothing. */
  failoverEvent: z.record(z.string(), z.unknown()).optional(),
  objective: z.strictObject({ rtoSeconds: z.number(), rpoWrites: z.number() }),
});

/** So many of the numbers that are gone are named; all of them are in the evidence. */
const MISSING_NAMED = 20;

/** Reads the probe's evidence and judges the failover by it. Called by failover-drill when the probe has ended. */
async function judgeFailover({ run, before, rebootedAt, probe, failoverEvent, objective }: z.output<typeof judgeFailoverSchema>) {
  logger.appendKeys({ runId: run.runId, kind: run.kind, site: run.site });
  const lines = await readChunks(run.runId, probe.chunks);
  const samples = linesOf(lines, 'sample');
  const judgement = judge(
    { acceptedMs: Date.parse(rebootedAt), before, samples, database: linesOf(lines, 'database'), rows: linesOf(lines, 'rows').at(-1) },
    objective,
  );
  const { verdict, reason, measured, phases } = judgement;
  logger.info('The failover is judged.', { verdict, reason });
  return {
    verdict,
    reason,
    objective: judgement.objective,
    measured,
    details: {
      ...detailsOf(phases, before),
      samples: samples.length,
      acknowledged: samples.filter(({ deep }) => deep.isAcknowledged).length,
      chunks: probe.chunks,
      firstSampleAt: probe.firstSampleAt,
      lastSampleAt: probe.lastSampleAt,
      ...(failoverEvent && Object.keys(failoverEvent).length > 0 ? { failoverEvent } : {}),
    },
  };
}

function linesOf<Kind extends ProbeLine['kind']>(lines: readonly ProbeLine[], kind: Kind): Extract<ProbeLine, { kind: Kind }>[] {
  return lines.filter((line): line is Extract<ProbeLine, { kind: Kind }> => line.kind === kind);
}

/** The phases as times and as seconds since RDS took the reboot; null is "never seen". */
function detailsOf(phases: FailoverPhases, before: BeforeFailover) {
  const { acceptedMs } = phases;
  const at = (ms: number | undefined) =>
    ms === undefined ? null : { at: new Date(ms).toISOString(), seconds: Math.round((ms - acceptedMs) / 100) / 10 };
  return {
    phases: {
      accepted: at(acceptedMs),
      firstError: at(phases.firstErrorMs),
      dnsMoved: at(phases.dnsMovedMs),
      firstRead: at(phases.firstReadMs),
      firstWrite: at(phases.firstWriteMs),
      lastError: at(phases.lastErrorMs),
      recovered: at(phases.recoveredMs),
      redundantAgain: at(phases.redundantAgainMs),
    },
    writerBefore: { writer: before.writer, zone: before.writerZone ?? before.zone },
    writerAfter: phases.writerAfter ? { writer: phases.writerAfter.writer ?? null, zone: phases.writerAfter.writerZone ?? null } : null,
    zonesBefore: { writer: before.zone, standby: before.secondaryZone },
    nodes: phases.nodes.map(({ node, followedAtMs, lastWriter, errors }) => ({
      node,
      followed: at(followedAtMs),
      lastWriter: lastWriter ?? null,
      errors,
    })),
    missingWrites: phases.missing.slice(0, MISSING_NAMED),
  };
}

export const handler = handlerOf(judgeFailoverSchema, judgeFailover);
