import type { Cloud } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { DeadWorlds } from '../../lambda/dead-worlds.ts';
import type { Random } from '../../random.ts';
import { type Environment, newEnvironment } from './environment.ts';
import type { LambdaFunction } from './function.ts';

/** Concurrent executions of an account and region, as documented for established accounts. */
const ACCOUNT_CONCURRENCY = 1000;

/** The execution environments of one account: warm ones are used again, latest first; idle ones expire; each runs one event at a time. */
export class EnvironmentPool {
  readonly #cloud: Cloud;
  readonly #random: Random;
  readonly #idleMs: number;
  readonly #warm = new Map<LambdaFunction, Environment[]>();
  readonly #running = new Map<LambdaFunction, number>();
  readonly #dead = new DeadWorlds();
  #made = 0;
  #runningInAll = 0;

  constructor(cloud: Cloud, random: Random) {
    this.#cloud = cloud;
    this.#random = random;
    this.#idleMs = cloud.facts.valueMs('lambda.idleExpiry');
  }

  get coldStarts(): number {
    return this.#made;
  }

  get warmCount(): number {
    return [...this.#warm.values()].reduce((sum, environments) => sum + environments.length, 0);
  }

  /** A free environment, or a new one; throttled when the concurrency is used up. */
  take(fn: LambdaFunction): Environment {
    const running = this.#running.get(fn) ?? 0;
    const limit = fn.settings.reservedConcurrency ?? ACCOUNT_CONCURRENCY;
    if (running >= limit || this.#runningInAll >= ACCOUNT_CONCURRENCY) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', { statusCode: 429, retriable: true });
    }
    this.#running.set(fn, running + 1);
    this.#runningInAll++;
    this.#expireIdle();
    return this.#warm.get(fn)?.pop() ?? newEnvironment(this.#cloud, fn, this.#random.split(`environment ${++this.#made}`));
  }

  /** The invocation ended; a reusable environment waits for the next, any other is discarded with what still runs in it. */
  giveBack(fn: LambdaFunction, environment: Environment, isReusable: boolean): void {
    this.#running.set(fn, (this.#running.get(fn) ?? 1) - 1);
    this.#runningInAll--;
    if (!isReusable) {
      this.#discard(environment);
      return;
    }
    environment.world?.freeze();
    environment.idleSinceMs = this.#cloud.clock.nowMs;
    const warm = this.#warm.get(fn) ?? [];
    warm.push(environment);
    this.#warm.set(fn, warm);
  }

  /** A function changed or was deleted: its next invocation starts cold. */
  drop(fn: LambdaFunction): void {
    for (const environment of this.#warm.get(fn) ?? []) this.#discard(environment);
    this.#warm.delete(fn);
  }

  /** Looked at when an environment is asked for: nobody can tell before, and no timer has to run for it. */
  #expireIdle(): void {
    const beforeMs = this.#cloud.clock.nowMs - this.#idleMs;
    for (const [fn, environments] of this.#warm) {
      const kept = environments.filter((environment) => environment.idleSinceMs > beforeMs);
      if (kept.length === environments.length) continue;
      for (const environment of environments) if (environment.idleSinceMs <= beforeMs) this.#discard(environment);
      this.#warm.set(fn, kept);
    }
    this.#dead.collectIfMany();
  }

  #discard(environment: Environment): void {
    environment.world?.kill();
    environment.world = undefined;
    this.#dead.add();
  }
}
