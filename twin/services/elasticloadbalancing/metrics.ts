import type { Dimensions, MetricSource, Statistics } from '../../metric-source.ts';
import type { Flows } from './flows.ts';
import type { TargetGroup } from './records.ts';
import type { Store } from './store.ts';
import { type Regime, statusShares, type Visitors } from './visitors.ts';

const NAMESPACE = 'AWS/ApplicationELB';

/** Which share of the requests each counting metric counts. */
const COUNTS: Readonly<Record<string, (regime: Regime) => number>> = {
  // Requests for which a target was chosen (ALB: load-balancer-cloudwatch-metrics).
  RequestCount: (regime) => (regime.shares.length === 0 ? 0 : 1),
  HTTPCode_Target_2XX_Count: (regime) => statusShares(regime).get('200') ?? 0,
  HTTPCode_Target_5XX_Count: (regime) => failedShare(regime, false),
  HTTPCode_ELB_5XX_Count: (regime) =>
    regime.shares.length === 0 ? ((regime.failStatus ?? 503) >= 500 ? 1 : 0) : failedShare(regime, true),
};

/** The load balancer's metrics, computed when somebody looks; counts exist only when there was something to count (L19). */
export function metricSources(store: Store, flows: Flows): MetricSource[] {
  const counting = Object.entries(COUNTS).map(([metricName, share]) => ({
    namespace: NAMESPACE,
    metricName,
    read(dimensions: Dimensions, fromMs: number, toMs: number) {
      if (!isWhole(dimensions, 'LoadBalancer')) return undefined;
      const mine = flows.all.filter((visitors) => visitors.balancer.fullName === dimensions.LoadBalancer);
      const sum = Math.round(mine.reduce((total, visitors) => total + integrate(visitors, fromMs, toMs, share), 0));
      return sum === 0 ? undefined : { sampleCount: 1, sum, minimum: sum, maximum: sum };
    },
    steadyUntilMs: (_dimensions: Dimensions, sinceMs: number) => flows.steadyUntilMs(sinceMs),
  }));
  const hosts = (['healthy', 'unhealthy'] as const).map((side) => ({
    namespace: NAMESPACE,
    metricName: side === 'healthy' ? 'HealthyHostCount' : 'UnHealthyHostCount',
    read(dimensions: Dimensions, fromMs: number, toMs: number) {
      const group = isWhole(dimensions, 'LoadBalancer', 'TargetGroup') ? groupOf(store, dimensions) : undefined;
      return group && countsBetween(group, side, fromMs, toMs);
    },
    steadyUntilMs(dimensions: Dimensions, sinceMs: number) {
      const lastMs = groupOf(store, dimensions)?.counts.at(-1)?.atMs ?? 0;
      return lastMs > sinceMs ? sinceMs : Number.POSITIVE_INFINITY;
    },
  }));
  return [...counting, ...hosts];
}

/** Nothing is counted by zone or by rule here: what asks for more than a load balancer and its group has no data. */
const isWhole = (dimensions: Dimensions, ...names: readonly string[]): boolean =>
  Object.keys(dimensions).every((name) => names.includes(name));

/** Requests that a target got between two moments. */
export function requestsServed(flows: Flows, targetId: string, fromMs: number, toMs: number): number {
  const share = (regime: Regime): number => regime.shares.find((one) => one.targetId === targetId)?.weight ?? 0;
  return flows.all.reduce((total, visitors) => total + integrate(visitors, fromMs, toMs, share), 0);
}

function integrate(visitors: Visitors, fromMs: number, toMs: number, share: (regime: Regime) => number): number {
  let total = 0;
  // Newest first: who asks, asks mostly about the last minutes.
  for (let index = visitors.regimes.length - 1; index >= 0; index--) {
    const regime = visitors.regimes[index];
    if (!regime || regime.toMs <= fromMs) break;
    if (regime.fromMs >= toMs) continue;
    total += visitors.curve.between(Math.max(fromMs, regime.fromMs), Math.min(toMs, regime.toMs)) * share(regime);
  }
  return total;
}

function failedShare(regime: Regime, byLoadBalancer: boolean): number {
  const mine = regime.shares.filter((share) => share.byLoadBalancer === byLoadBalancer);
  return mine.reduce((sum, share) => sum + (1 - share.okShare) * share.weight, 0);
}

function groupOf(store: Store, dimensions: Dimensions): TargetGroup | undefined {
  return [...store.targetGroups.values()].find((group) => group.fullName === dimensions.TargetGroup);
}

function countsBetween(group: TargetGroup, side: 'healthy' | 'unhealthy', fromMs: number, toMs: number): Statistics | undefined {
  const before = group.counts.findLast((count) => count.atMs <= fromMs);
  const values = [...(before ? [before] : []), ...group.counts.filter((count) => count.atMs > fromMs && count.atMs < toMs)].map(
    (count) => count[side],
  );
  if (values.length === 0) return undefined;
  const last = values.at(-1) as number;
  return { sampleCount: 1, sum: last, minimum: Math.min(...values), maximum: Math.max(...values) };
}
