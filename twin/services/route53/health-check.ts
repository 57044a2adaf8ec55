import type { HealthCheckConfig } from '@aws-sdk/client-route-53';
import type { Cloud } from '../../cloud.ts';
import { check, type Finding } from './checker.ts';

/** The regions that check when none are named (API reference: HealthCheckConfig, Regions). */
export const CHECKER_REGIONS = [
  'us-east-1',
  'us-west-1',
  'us-west-2',
  'eu-west-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'sa-east-1',
] as const;
/** About one request in two seconds at an interval of thirty makes sixteen checkers (X12). */
const CHECKERS_PER_REGION = 2;
/** An endpoint is healthy while more than this share of the checkers say so (X12). */
const HEALTHY_SHARE = 0.18;
/** Checks in a row that one checker makes without any sign of a change, at most: an endpoint that answers now so and now so. */
const MAX_RESTLESS_CHECKS = 200;

type Checker = {
  readonly region: string;
  readonly offsetMs: number;
  isHealthy: boolean;
  last: Finding | undefined;
  lastMs: number;
  /** How often in a row it found the same, and how often of that since something may have changed. */
  inARow: number;
  sinceSign: number;
  checksLeft: number;
  isArmed: boolean;
};

/**
 * The checkers of one endpoint, each at its own beat. They rest once each has found the same as often in a row as the threshold
 * asks, for then every further check finds the same; whoever changes what the endpoint may answer wakes them.
 */
export class EndpointCheck {
  readonly #cloud: Cloud;
  readonly #label: string;
  readonly #onChange: () => void;
  readonly #checkers: Checker[];
  #config: HealthCheckConfig;
  #isOver = false;

  constructor(cloud: Cloud, label: string, config: HealthCheckConfig, onChange: () => void) {
    this.#cloud = cloud;
    this.#label = label;
    this.#config = config;
    this.#onChange = onChange;
    const random = cloud.random.split(`checkers of ${label}`);
    const regions = config.Regions?.length ? config.Regions : CHECKER_REGIONS;
    this.#checkers = regions.flatMap((region) =>
      Array.from({ length: CHECKERS_PER_REGION }, () => ({
        region,
        offsetMs: Math.round(random.uniform(0, this.#intervalMs)),
        // Nobody says otherwise until there is enough data (Developer Guide: dns-failover-determining-health).
        isHealthy: true,
        last: undefined,
        lastMs: 0,
        inARow: 0,
        sinceSign: 0,
        checksLeft: 0,
        isArmed: false,
      })),
    );
    this.wake();
  }

  /** The share of checkers that say that the endpoint is healthy. */
  get healthyShare(): number {
    return this.#checkers.filter((checker) => checker.isHealthy).length / this.#checkers.length;
  }

  get isHealthy(): boolean {
    return this.healthyShare > HEALTHY_SHARE;
  }

  observations(): { region: string; status: string; checkedMs: number }[] {
    return this.#checkers.flatMap(({ region, last, lastMs }) => (last ? [{ region, status: last.status, checkedMs: lastMs }] : []));
  }

  reconfigure(config: HealthCheckConfig): void {
    this.#config = config;
    this.wake();
  }

  end(): void {
    this.#isOver = true;
  }

  /** Something may have changed: every checker looks until it knows. */
  wake(): void {
    for (const checker of this.#checkers) {
      checker.sinceSign = 0;
      checker.checksLeft = MAX_RESTLESS_CHECKS;
      this.#arm(checker);
    }
  }

  get #intervalMs(): number {
    return (this.#config.RequestInterval ?? this.#cloud.facts.value('route53.healthCheckInterval')) * 1000;
  }

  get #threshold(): number {
    return this.#config.FailureThreshold ?? this.#cloud.facts.value('route53.failureThreshold');
  }

  #arm(checker: Checker): void {
    if (checker.isArmed || this.#isOver || this.#config.Disabled) return;
    checker.isArmed = true;
    const { clock } = this.#cloud;
    const beats = Math.floor((clock.nowMs - checker.offsetMs) / this.#intervalMs) + 1;
    clock.at(checker.offsetMs + beats * this.#intervalMs, `${this.#label} checked from ${checker.region}`, () => {
      checker.isArmed = false;
      if (this.#isOver) return;
      checker.checksLeft--;
      check(this.#cloud, this.#config, `health checker in ${checker.region}`, (finding) => this.#found(checker, finding));
    });
  }

  #found(checker: Checker, finding: Finding): void {
    if (this.#isOver) return;
    const isSame = checker.last?.passes === finding.passes;
    checker.inARow = isSame ? checker.inARow + 1 : 1;
    checker.sinceSign = isSame ? checker.sinceSign + 1 : 1;
    checker.last = finding;
    checker.lastMs = this.#cloud.clock.nowMs;
    if (checker.inARow >= this.#threshold && checker.isHealthy !== finding.passes) {
      checker.isHealthy = finding.passes;
      this.#onChange();
    }
    if (checker.sinceSign < this.#threshold && checker.checksLeft > 0) this.#arm(checker);
  }
}
