import type { Facts } from '../../facts.ts';
import type { Random } from '../../random.ts';

/**
 * When each clock of a failover strikes, in ms from the call. Four clocks that differ: the data plane (writesStop, readsStop,
 * usable), the name, the events (started, restarted, completed) and the API's fields (available, zonesSwapped).
 */
export type FailoverPlan = {
  readonly writesStopMs: number;
  /** Reads stop when RDS tells that it has started (R9: within 0.15 s). */
  readonly readsStopMs: number;
  readonly restartedEventMs: number;
  readonly nameMovesMs: number;
  readonly usableMs: number;
  readonly completedEventMs: number;
  readonly availableMs: number;
  readonly zonesSwappedMs: number;
};

/** Draws all phases at once, so that what happens meanwhile shifts none of them. */
export function planFailover(facts: Facts, random: Random): FailoverPlan {
  const readsStopMs = facts.drawMs('rds.failoverStartedEvent', random);
  const writesStopMs = Math.max(0, readsStopMs - facts.drawMs('rds.writesFailBeforeReads', random));
  const usableMs = writesStopMs + facts.drawMs('rds.failoverOutage', random);
  // The outage was measured through the name: it moved before the end, by less than clients may keep the old address.
  const nameMovesMs = usableMs - Math.round(random.uniform(0, facts.valueMs('rds.endpointTtl')));
  const restartedEventMs = readsStopMs + facts.drawMs('rds.restartedEventAfterStarted', random);
  const completedEventMs = Math.max(usableMs + facts.drawMs('rds.completedEventAfterUsable', random), restartedEventMs);
  return {
    writesStopMs,
    readsStopMs,
    restartedEventMs,
    nameMovesMs,
    usableMs,
    completedEventMs,
    availableMs: completedEventMs + facts.drawMs('rds.availableAfterCompleted', random),
    zonesSwappedMs: usableMs + facts.drawMs('rds.zoneFieldAfterUsable', random),
  };
}
