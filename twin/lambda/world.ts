import util from 'node:util';
import vm from 'node:vm';
import type { ActivityHandle, Cloud } from '../cloud.ts';
import type { Random } from '../random.ts';
import { worldRequire } from './builtins.ts';
import type { Bundle } from './bundle.ts';
import { worldGlobals } from './globals.ts';
import type { WorldHost } from './host.ts';
import { OpenCalls } from './open-calls.ts';
import { PRELUDE } from './prelude.ts';
import { onUnhandledRejection } from './rejections.ts';
import { WorldTimers } from './world-timers.ts';

/**
 * What an invocation answered: the payload's JSON, or the error's JSON as Lambda gives it. After a crash (an exception that
 * no handler caught) the environment cannot be used again.
 */
export type Outcome = { readonly output: string } | { readonly failure: string; readonly isCrash?: boolean };

/** How one invocation looks to the handler. */
export type ContextFields = {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  callbackWaitsForEmptyEventLoop: boolean;
};

export type WorldOptions = {
  readonly cloud: Cloud;
  readonly bundle: Bundle;
  readonly random: Random;
  readonly environment: Record<string, string>;
  readonly functionName: string;
  readonly memoryMb: number;
  readonly write: (line: string, level?: string) => void;
};

type Entry = {
  readonly Promise: { prototype: object };
  failure(error: unknown): { failure: string };
  invoke(handler: unknown, eventText: string, fields: ContextFields): Promise<Outcome>;
  load(factory: unknown, require: (name: string) => unknown, fileName: string): Record<string, unknown>;
};

const prelude = new vm.Script(PRELUDE, { filename: 'world-prelude.js' });

/** One execution environment: a realm of its own, in which a bundle is loaded once and its handler is called one event at a time. */
export class World {
  readonly #timers: WorldTimers;
  readonly #entry: Entry;
  readonly #bundle: Bundle;
  readonly #require: (name: string) => unknown;
  readonly #calls = new OpenCalls();
  readonly #context: vm.Context;
  #handler: unknown;
  #deadlineMs = 0;
  #crash: ((outcome: Outcome) => void) | undefined;

  constructor(options: WorldOptions) {
    const { cloud } = options;
    this.#bundle = options.bundle;
    this.#timers = new WorldTimers(cloud.clock, `timer in ${options.functionName}`);
    this.#timers.onError = (error) => this.#crashed(error);
    const host: WorldHost = {
      ...options,
      timers: this.#timers,
      startedMs: cloud.clock.nowMs,
      guard: (run) => this.#guard(run),
      isDead: () => this.#calls.isDead,
      wait: (answer) => this.#calls.wait(answer),
    };
    const globals = worldGlobals(host);
    this.#require = worldRequire(host, globals);
    const { nodeCrypto: _module, ...visible } = globals;
    this.#context = vm.createContext(vm.constants.DONT_CONTEXTIFY);
    const start = prelude.runInContext(this.#context) as (host: object) => Entry;
    this.#entry = start({
      nowMs: () => cloud.clock.nowMs,
      random: () => options.random.next(),
      remainingMs: () => this.#deadlineMs - cloud.clock.nowMs,
      isError: util.types.isNativeError,
      globals: visible,
      lazyGlobals: { ReadableStream: () => ReadableStream, WritableStream: () => WritableStream, TransformStream: () => TransformStream },
    });
    onUnhandledRejection(this.#entry.Promise.prototype, (reason) => this.#crashed(reason));
  }

  /** Runs the module: what a cold start does before the first event. Answers its failure, if it has one. */
  load(): Outcome | undefined {
    try {
      const exports = this.#entry.load(this.#bundle.script().runInContext(this.#context), this.#require, this.#bundle.fileName);
      this.#handler = exports[this.#bundle.exportName];
      if (typeof this.#handler === 'function') return undefined;
      throw Object.assign(new Error(`${this.#bundle.fileName}.${this.#bundle.exportName} is undefined or not exported`), {
        name: 'Runtime.HandlerNotFound',
      });
    } catch (error) {
      return this.#entry.failure(error);
    }
  }

  /** Calls the handler. Resolves with its outcome, or with a failure when a timer or callback of the world throws. */
  invoke(eventText: string, fields: ContextFields, deadlineMs: number, handle: ActivityHandle): Promise<Outcome> {
    this.#deadlineMs = deadlineMs;
    return new Promise((resolve) => {
      this.#crash = resolve;
      this.#timers.thaw(handle);
      this.#calls.thaw(handle);
      this.#entry.invoke(this.#handler, eventText, fields).then(resolve);
    });
  }

  /** The invocation is over: nothing in this world moves until the next. */
  freeze(): void {
    this.#crash = undefined;
    this.#timers.freeze();
    this.#calls.freeze();
  }

  /** The environment is discarded. */
  kill(): void {
    this.freeze();
    this.#calls.kill();
  }

  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#crashed(error);
    }
  }

  #crashed(error: unknown): void {
    this.#crash?.({ ...this.#entry.failure(error), isCrash: true });
  }
}
