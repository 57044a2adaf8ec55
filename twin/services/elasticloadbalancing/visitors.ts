import type { Cloud } from '../../cloud.ts';
import type { FlowTotals, RateKnot } from '../../flow.ts';
import { RateCurve } from './rate-curve.ts';
import type { LoadBalancer } from './records.ts';

/** How visitors are served at a time: by each target its share, some of it well; or by nobody. */
export type Regime = {
  readonly shares: readonly { targetId: string; weight: number; okShare: number; failStatus: number; byLoadBalancer: boolean }[];
  /** The status of everything when no target serves: none is there, or the load balancer answers by itself. */
  readonly failStatus?: number;
};
export type PastRegime = Regime & { readonly fromMs: number; toMs: number };

/** The visitors of one load balancer from attach to detach, and what became of them. */
export class Visitors {
  readonly curve: RateCurve;
  readonly balancer: LoadBalancer;
  readonly regimes: PastRegime[] = [];
  readonly #cloud: Cloud;
  readonly #carry = new Map<string, number>();
  readonly #totals = new Map<string, number>();
  readonly #roundUp: () => number;
  #countedMs: number;
  #hasLeft = false;

  constructor(cloud: Cloud, balancer: LoadBalancer, knots: readonly RateKnot[], roundUp: () => number) {
    this.#cloud = cloud;
    this.balancer = balancer;
    this.curve = new RateCurve(knots);
    this.#roundUp = roundUp;
    this.#countedMs = cloud.clock.nowMs;
  }

  get current(): PastRegime | undefined {
    return this.regimes.at(-1);
  }

  /** From now on visitors are served like this. */
  begin(regime: Regime): void {
    this.count();
    const nowMs = this.#cloud.clock.nowMs;
    if (this.current) this.current.toMs = nowMs;
    this.regimes.push({ ...regime, fromMs: nowMs, toMs: Number.POSITIVE_INFINITY });
  }

  end(): void {
    this.count();
    if (this.current) this.current.toMs = this.#cloud.clock.nowMs;
    this.#hasLeft = true;
  }

  /** Counts up to now under the present regime and journals it. */
  count(): void {
    if (this.#hasLeft) return;
    const nowMs = this.#cloud.clock.nowMs;
    const fromMs = this.#countedMs;
    const requests = this.curve.between(fromMs, nowMs);
    this.#countedMs = nowMs;
    if (!this.current || requests <= 0) return;
    const byStatus: Record<string, number> = {};
    for (const [status, share] of statusShares(this.current)) {
      const whole = this.#wholeRequests(status, requests * share);
      if (whole > 0) byStatus[status] = whole;
    }
    for (const [status, count] of Object.entries(byStatus)) this.#totals.set(status, (this.#totals.get(status) ?? 0) + count);
    const { requests: sum, failed } = totalsOf(byStatus);
    if (sum === 0) return;
    this.#cloud.journal.write('flow', {
      loadBalancer: this.balancer.name,
      from: new Date(fromMs).toISOString(),
      to: new Date(nowMs).toISOString(),
      requests: sum,
      failed,
      byStatus,
      targets: this.current.shares.length,
    });
  }

  totals(): FlowTotals {
    this.count();
    return totalsOf(Object.fromEntries([...this.#totals].sort(([one], [other]) => (one < other ? -1 : 1))));
  }

  // The first fraction of a status is rounded by lot; what is cut off is carried over, so sums stay exact to one.
  #wholeRequests(status: string, exact: number): number {
    const carried = (this.#carry.get(status) ?? this.#roundUp()) + exact;
    const whole = Math.floor(carried + 1e-9);
    this.#carry.set(status, carried - whole);
    return whole;
  }
}

/** Which share of the requests ends with which status under a regime. */
export function statusShares(regime: Regime): Map<string, number> {
  const shares = new Map<string, number>();
  const add = (status: number, share: number): void => {
    if (share > 0) shares.set(String(status), (shares.get(String(status)) ?? 0) + share);
  };
  for (const target of regime.shares) {
    add(200, target.okShare * target.weight);
    add(target.failStatus, (1 - target.okShare) * target.weight);
  }
  if (regime.shares.length === 0) add(regime.failStatus ?? 503, 1);
  return shares;
}

function totalsOf(byStatus: Record<string, number>): FlowTotals {
  const entries = Object.entries(byStatus);
  const requests = entries.reduce((sum, [, count]) => sum + count, 0);
  const failed = entries.reduce((sum, [status, count]) => (Number(status) >= 500 ? sum + count : sum), 0);
  return { requests, failed, byStatus };
}
