import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Cloud } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import type { FlowBook, FlowTotals, RateKnot } from '../../flow.ts';
import type { Node } from '../../site/node-model.ts';
import type { LoadBalancer } from './records.ts';
import { actionFor, sharesOf } from './routing.ts';
import { type Store, targetOf } from './store.ts';
import { type Regime, Visitors } from './visitors.ts';

const SPAN_MS = 900_000;
const METRICS = ['RequestCount', 'HTTPCode_ELB_5XX_Count', 'HTTPCode_Target_2XX_Count', 'HTTPCode_Target_5XX_Count'];
const NOTHING: FlowTotals = { requests: 0, failed: 0, byStatus: {} };

/** Visitors as a rate: looked at again whenever what serves them may have changed, and every quarter of an hour, so that a report can draw the curve. */
export class Flows implements FlowBook {
  /** Everybody there ever was, for metrics of the past; the last one of a name is the present one. */
  readonly all: Visitors[] = [];
  readonly #cloud: Cloud;
  readonly #store: Store;
  readonly #findNode: (instanceId: string) => Node | undefined;
  readonly #present = new Map<string, Visitors>();

  constructor(cloud: Cloud, store: Store, findNode: (instanceId: string) => Node | undefined) {
    this.#cloud = cloud;
    this.#store = store;
    this.#findNode = findNode;
    const look = (): void => this.look();
    for (const signal of ['node:answers', 'ec2:instance', 'elb:target-health', 'rds:data-plane', 'dns:changed'] as const)
      cloud.signals.on(signal, look);
  }

  attach(dnsName: string, knots: readonly RateKnot[]): void {
    const balancer = this.#store.byDnsName(dnsName);
    if (!balancer) throw new NotInTwinError(`a load balancer named ${dnsName}`);
    this.detach(dnsName);
    const random = this.#cloud.random.split(`flow ${this.all.length}`);
    const visitors = new Visitors(this.#cloud, balancer, knots, () => random.next());
    this.all.push(visitors);
    this.#present.set(dnsName, visitors);
    this.look();
    this.#armHour(visitors);
  }

  detach(dnsName: string): void {
    const visitors = this.#present.get(dnsName);
    if (!visitors) return;
    visitors.end();
    this.#present.delete(dnsName);
    this.#announce(visitors);
  }

  totals(dnsName: string): FlowTotals {
    const last = this.#present.get(dnsName) ?? this.all.findLast((visitors) => visitors.balancer.dnsName === dnsName);
    return last?.totals() ?? NOTHING;
  }

  /** Begins a new regime where visitors are served otherwise than before. */
  look(): void {
    for (const visitors of this.#present.values()) {
      const regime = this.#regime(visitors);
      if (visitors.current && isSame(visitors.current, regime)) continue;
      visitors.begin(regime);
      this.#announce(visitors);
    }
  }

  /** Until when traffic stays what it has been since a moment. */
  steadyUntilMs(sinceMs: number): number {
    let untilMs = Number.POSITIVE_INFINITY;
    for (const visitors of this.all) {
      const { current } = visitors;
      if (!current || current.toMs <= sinceMs) continue;
      if (current.fromMs > sinceMs || current.toMs !== Number.POSITIVE_INFINITY) return sinceMs;
      untilMs = Math.min(untilMs, visitors.curve.steadyUntilMs(sinceMs));
    }
    return untilMs;
  }

  #regime(visitors: Visitors): Regime {
    const action = this.#actionFor(visitors.balancer);
    if (action?.Type === 'fixed-response') return { shares: [], failStatus: Number(action.FixedResponseConfig?.StatusCode ?? 503) };
    const group = action?.Type === 'forward' ? this.#store.targetGroups.get(targetOf(action) ?? '') : undefined;
    const shares = group ? sharesOf(group) : [];
    if (shares.length === 0) return { shares: [], failStatus: 503 };
    return {
      shares: shares.map(({ target: { id }, weight }) => {
        const node = this.#findNode(id);
        if (!node) return { targetId: id, weight, okShare: 0, failStatus: 504, byLoadBalancer: true };
        return { targetId: id, weight, byLoadBalancer: node.healthStatus('/') === 0, ...node.flow() };
      }),
    };
  }

  /** Visitors come as they always did, by HTTP, and go on to where they are sent; the redirect itself is not counted. */
  #actionFor({ arn, dnsName }: LoadBalancer): Action | undefined {
    const listeners = this.#store.listenersOf(arn);
    const [first] = listeners;
    const action = first && actionFor(first, '/', dnsName);
    if (action?.Type !== 'redirect') return action;
    const port = Number(action.RedirectConfig?.Port ?? first?.port);
    const next = listeners.find((listener) => listener.port === port && listener !== first);
    return next && actionFor(next, '/', dnsName);
  }

  #armHour(visitors: Visitors): void {
    const { clock } = this.#cloud;
    const { endMs } = visitors.curve;
    if (clock.nowMs >= endMs) return;
    const nextMs = Math.min(endMs, (Math.floor(clock.nowMs / SPAN_MS) + 1) * SPAN_MS);
    clock.at(nextMs, `visitors of ${visitors.balancer.name}`, () => {
      if (this.#present.get(visitors.balancer.dnsName) !== visitors) return;
      visitors.count();
      this.#armHour(visitors);
    });
  }

  #announce(visitors: Visitors): void {
    const { signals } = this.#cloud;
    signals.emit('elb:flow', { loadBalancerArn: visitors.balancer.arn });
    signals.emit('cloudwatch:data', { namespace: 'AWS/EC2', metricName: 'CPUUtilization' });
    for (const metricName of METRICS) signals.emit('cloudwatch:data', { namespace: 'AWS/ApplicationELB', metricName });
  }
}

function isSame(one: Regime, other: Regime): boolean {
  return (
    one.failStatus === other.failStatus &&
    one.shares.length === other.shares.length &&
    one.shares.every((share, index) => {
      const twin = other.shares[index];
      return (
        twin?.targetId === share.targetId &&
        twin.weight === share.weight &&
        twin.okShare === share.okShare &&
        twin.failStatus === share.failStatus
      );
    })
  );
}
