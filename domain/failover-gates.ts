import type { Decision } from './glossary.ts';
import type { DatabaseFacts } from './layers/database-gates.ts';
import { judgeSteadyDatabase } from './steady-state.ts';
import { isServing, type WebState } from './web-state.ts';

/** Whether the probe hears the site well enough for the database to be failed over under it. */
export function judgeProbe(isReady: boolean, nowMs: number, readyByMs: number): Decision<'ready' | 'wait' | 'blocked'> {
  if (isReady) return { action: 'ready', reason: 'The probe hears the site.' };
  return nowMs < readyByMs
    ? { action: 'wait', reason: 'The probe has not yet had enough good answers in a row.' }
    : { action: 'blocked', reason: 'The probe never had enough good answers in a row: what it would say of an outage is worth nothing.' };
}

/** Asks again at the instant of action whether the site is as it was at the steady state. */
export function recheckSite(
  web: WebState,
  database: DatabaseFacts | undefined,
  before: { zone: string; secondaryZone: string; nodes: readonly string[] },
): Decision<'proceed' | 'refuse'> {
  const gone = before.nodes.filter((id) => !web.nodes.some((node) => node.instanceId === id && isServing(node)));
  if (before.nodes.length === 0) return { action: 'refuse', reason: 'No node was healthy at the start.' };
  if (gone.length > 0) return { action: 'refuse', reason: `No longer healthy: ${gone.join(', ')}.` };
  const steady = judgeSteadyDatabase(database);
  if (steady.action === 'refuse') return steady;
  if (database?.zone !== before.zone || database.secondaryZone !== before.secondaryZone) {
    return { action: 'refuse', reason: 'The database has moved since the steady state was checked.' };
  }
  return { action: 'proceed', reason: steady.reason };
}

/** The AZ field follows a failover 1 to 9 minutes later (R12), and the event itself may be 5 minutes late (R23). */
const REDUNDANCY_PATIENCE_MS = 20 * 60_000;

/**
 * Whether the database has its standby back, in the zone that the writer left. The field is late, so it says only that
 * redundancy is there again, never how long the outage was.
 */
export function judgeRedundancy(
  database: DatabaseFacts | undefined,
  before: { zone: string; secondaryZone: string },
  rebootedAtMs: number,
  nowMs: number,
): Decision<'redundant' | 'wait' | 'overdue'> {
  const seen =
    database === undefined
      ? 'not found'
      : `${database.status}, in ${database.zone ?? 'an unknown zone'}, standby ${database.secondaryZone ?? 'absent'}`;
  if (database !== undefined && isSwapped(database, before)) return { action: 'redundant', reason: `The database is ${seen}.` };
  const isOverdue = nowMs - rebootedAtMs >= REDUNDANCY_PATIENCE_MS;
  return { action: isOverdue ? 'overdue' : 'wait', reason: `The database is ${seen}${isOverdue ? ', and waiting longer is no use' : ''}.` };
}

/** The writer is where the standby was, and has a standby in the zone that it left. */
export function isSwapped(
  { status, multiAz, zone, secondaryZone }: DatabaseFacts,
  before: { zone: string; secondaryZone: string },
): boolean {
  return status === 'available' && multiAz && zone === before.secondaryZone && secondaryZone === before.zone;
}
