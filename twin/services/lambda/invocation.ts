import type { ActivityHandle, Cloud } from '../../cloud.ts';
import type { ContextFields, Outcome } from '../../lambda/world.ts';
import { type Environment, startWorld } from './environment.ts';
import type { LambdaFunction } from './function.ts';
import type { EnvironmentPool } from './pool.ts';

/** What an invocation answered, as Invoke gives it. */
export type InvocationResult = {
  readonly payload: string;
  readonly functionError: 'Unhandled' | undefined;
  readonly billedMs: number;
  readonly requestId: string;
};

type Ending = { readonly outcome: Outcome; readonly how: 'ok' | 'error' | 'timeout' | 'exit' };

/** What the runtime says when the event loop is empty and the handler's promise was never settled. */
const NEVER_SETTLED = {
  errorType: 'Runtime.NodeJsExit',
  errorMessage:
    'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled.',
  trace: [],
};

/** Runs one event in an environment of the pool; throws TooManyRequestsException when none may be taken. */
export function runInvocation(
  cloud: Cloud,
  pool: EnvironmentPool,
  fn: LambdaFunction,
  eventText: string,
  requestId: string,
): Promise<InvocationResult> {
  const environment = pool.take(fn);
  return new Invocation(cloud, pool, fn, environment, requestId).run(eventText);
}

class Invocation {
  readonly #cloud: Cloud;
  readonly #pool: EnvironmentPool;
  readonly #fn: LambdaFunction;
  readonly #environment: Environment;
  readonly #requestId: string;
  readonly #handle: ActivityHandle;
  readonly #startedMs: number;
  #stop: (ending: Ending) => void = () => {};

  constructor(cloud: Cloud, pool: EnvironmentPool, fn: LambdaFunction, environment: Environment, requestId: string) {
    this.#cloud = cloud;
    this.#pool = pool;
    this.#fn = fn;
    this.#environment = environment;
    this.#requestId = requestId;
    this.#startedMs = cloud.clock.nowMs;
    this.#handle = cloud.activity.begin(`invocation ${requestId} of ${fn.name}`, () => this.#stop(exited()));
  }

  async run(eventText: string): Promise<InvocationResult> {
    const { log } = this.#environment;
    const isCold = this.#environment.world === undefined;
    log.requestId = this.#requestId;
    this.#journal({ phase: 'start', ...(isCold ? { cold: true } : {}) });
    const failedInit = isCold ? await this.#init() : undefined;
    log.platform(`START RequestId: ${this.#requestId} Version: $LATEST`);
    const handlerStartedMs = this.#cloud.clock.nowMs;
    const ending = failedInit ? ({ outcome: failedInit, how: 'exit' } as const) : await this.#handleEvent(eventText);
    const billedMs = Math.max(1, Math.ceil(this.#cloud.clock.nowMs - this.#startedMs));
    const failure = 'failure' in ending.outcome ? ending.outcome.failure : undefined;
    if (failure !== undefined) log.write(`Invoke Error\t${failure}`, 'ERROR');
    log.platform(`END RequestId: ${this.#requestId}`);
    log.platform(
      `REPORT RequestId: ${this.#requestId}\tDuration: ${this.#cloud.clock.nowMs - handlerStartedMs} ms\tBilled Duration: ${billedMs} ms\tMemory Size: ${this.#fn.settings.memoryMb} MB`,
    );
    this.#journal({ phase: 'end', outcome: ending.how, billedMs, ...(failure === undefined ? {} : errorFields(failure)) });
    this.#pool.giveBack(this.#fn, this.#environment, ending.how === 'ok' || ending.how === 'error');
    this.#handle.end();
    return {
      payload: 'failure' in ending.outcome ? ending.outcome.failure : ending.outcome.output,
      functionError: failure === undefined ? undefined : 'Unhandled',
      billedMs,
      requestId: this.#requestId,
    };
  }

  /** A cold start: its virtual time passes, then the module runs. */
  async #init(): Promise<Outcome | undefined> {
    const { clock, facts } = this.#cloud;
    const release = this.#handle.block();
    const fact = this.#fn.settings.bundle.hasSdk ? 'lambda.initWithSdk' : 'lambda.init';
    await clock.sleep(facts.drawMs(fact, this.#environment.random), `cold start of ${this.#fn.name}`);
    release();
    return startWorld(this.#cloud, this.#fn, this.#environment).load();
  }

  #handleEvent(eventText: string): Promise<Ending> {
    const { clock } = this.#cloud;
    const timeoutMs = this.#fn.settings.timeoutSeconds * 1000;
    const world = this.#environment.world as NonNullable<Environment['world']>;
    this.#environment.variables._X_AMZN_TRACE_ID = this.#traceId();
    return new Promise((resolve) => {
      const timer = clock.after(timeoutMs, `timeout of ${this.#fn.name}`, () => this.#stop(this.#timedOut()));
      this.#stop = (ending) => {
        this.#stop = () => {};
        timer.cancel();
        resolve(ending);
      };
      world
        .invoke(eventText, this.#contextFields(), clock.nowMs + timeoutMs, this.#handle)
        .then((outcome) => this.#stop(endingOf(outcome)));
    });
  }

  #timedOut(): Ending {
    const seconds = this.#fn.settings.timeoutSeconds.toFixed(2);
    const errorMessage = `RequestId: ${this.#requestId} Error: Task timed out after ${seconds} seconds`;
    return { outcome: { failure: JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage }) }, how: 'timeout' };
  }

  #traceId(): string {
    const { random } = this.#environment;
    const seconds = Math.floor(this.#cloud.clock.nowMs / 1000).toString(16);
    const isSampled = this.#fn.settings.tracing === 'Active' ? 1 : 0;
    return `Root=1-${seconds}-${random.hex(24)};Parent=${random.hex(16)};Sampled=${isSampled}`;
  }

  #contextFields(): ContextFields {
    const { settings, name, arn } = this.#fn;
    return {
      callbackWaitsForEmptyEventLoop: true,
      functionName: name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: String(settings.memoryMb),
      awsRequestId: this.#requestId,
      logGroupName: settings.logGroup,
      logStreamName: this.#environment.logStreamName,
    };
  }

  #journal(fields: object): void {
    this.#cloud.journal.write('invocation', { function: this.#fn.name, requestId: this.#requestId, ...fields });
  }
}

function endingOf(outcome: Outcome): Ending {
  if (!('failure' in outcome)) return { outcome, how: 'ok' };
  return { outcome, how: outcome.isCrash ? 'exit' : 'error' };
}

const exited = (): Ending => ({ outcome: { failure: JSON.stringify(NEVER_SETTLED) }, how: 'exit' });

function errorFields(failure: string): object {
  const { errorType, errorMessage } = JSON.parse(failure) as { errorType?: string; errorMessage?: string };
  return { errorType, errorMessage };
}
