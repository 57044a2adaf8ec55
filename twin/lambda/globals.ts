import crypto from 'node:crypto';
import { EventEmitter } from 'node:events';
import util from 'node:util';
import { worldConsole } from './console.ts';
import { facade, refusing } from './facade.ts';
import { WorldHeaders, worldFetch } from './fetch.ts';
import type { WorldHost } from './host.ts';

/** Globals of a world by name. */
export type Globals = Record<string, unknown>;

const TYPED_ARRAYS = {
  ArrayBuffer,
  DataView,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
};

/**
 * What a world has beside the language itself. Typed arrays are the host's, since Buffers are made of them and bundles ask
 * `instanceof Uint8Array`.
 */
export function worldGlobals(host: WorldHost): Globals {
  const nodeCrypto = virtualCrypto(host);
  const { random } = host;
  return {
    ...TYPED_ARRAYS,
    ...timerGlobals(host),
    AbortController,
    AbortSignal: virtualAbortSignal(host),
    Buffer,
    DOMException,
    Event,
    EventTarget,
    Headers: WorldHeaders,
    TextDecoder,
    TextEncoder,
    URL,
    URLSearchParams,
    atob,
    btoa,
    console: worldConsole(host.write),
    crypto: { randomUUID: () => random.uuid(), getRandomValues: nodeCrypto.getRandomValues, subtle: {} },
    fetch: worldFetch(host),
    performance: virtualPerformance(host),
    process: virtualProcess(host),
    nodeCrypto,
  };
}

function timerGlobals(host: WorldHost): Globals {
  const { timers, guard } = host;
  return {
    setTimeout: timers.setTimeout,
    setInterval: timers.setInterval,
    clearTimeout: timers.clear,
    clearInterval: timers.clear,
    setImmediate: (fn: (...given: unknown[]) => void, ...given: unknown[]) => setImmediate(() => guard(() => fn(...given))),
    clearImmediate,
    queueMicrotask: (fn: () => void) => queueMicrotask(() => guard(fn)),
  };
}

function virtualPerformance(host: WorldHost): object {
  const { clock } = host.cloud;
  const now = (): number => clock.nowMs - host.startedMs;
  return {
    now,
    timeOrigin: host.startedMs,
    mark: () => undefined,
    measure: () => undefined,
    toJSON: () => ({ timeOrigin: host.startedMs }),
  };
}

/** Hashes are pure and the host's; what draws random bytes draws the world's own. */
function virtualCrypto(host: WorldHost): Record<string, unknown> {
  const { random } = host;
  const fill = <T extends NodeJS.ArrayBufferView>(view: T): T => {
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(random.bytes(view.byteLength));
    return view;
  };
  const randomBytes = (size: number, done?: (error: null, bytes: Buffer) => void): Buffer | undefined => {
    const bytes = Buffer.from(random.bytes(size));
    if (!done) return bytes;
    queueMicrotask(() => host.guard(() => done(null, bytes)));
    return undefined;
  };
  const { createHash, createHmac, createSecretKey, timingSafeEqual, getHashes, constants, KeyObject } = crypto;
  return facade('crypto', crypto, {
    createHash,
    createHmac,
    createSecretKey,
    timingSafeEqual,
    getHashes,
    constants,
    KeyObject,
    randomBytes,
    randomFillSync: fill,
    getRandomValues: fill,
    randomUUID: () => random.uuid(),
    randomInt: (low: number, high?: number) => (high === undefined ? random.integer(low) : low + random.integer(high - low)),
    hash: crypto.hash,
  });
}

/** `AbortSignal.timeout` counts virtual time. */
function virtualAbortSignal(host: WorldHost): typeof AbortSignal {
  const timeout = (delayMs: number): AbortSignal => {
    const controller = new AbortController();
    const expire = (): void => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    // Such a timer does not keep the process alive.
    host.timers.setTimeout(expire, delayMs).unref();
    return controller.signal;
  };
  return new Proxy(AbortSignal, { get: (real, name) => (name === 'timeout' ? timeout : Reflect.get(real, name)) });
}

function output(write: (line: string) => void): object {
  const writeText = (text: unknown): boolean => {
    write(String(text).replace(/\n$/, ''));
    return true;
  };
  return Object.assign(new EventEmitter(), { write: writeText, end() {}, isTTY: false, writable: true });
}

function virtualProcess(host: WorldHost): object {
  const sinceStartMs = (): number => host.cloud.clock.nowMs - host.startedMs;
  const hrtime = (previous: readonly [number, number] = [0, 0]): [number, number] => {
    const ms = sinceStartMs() - previous[0] * 1000 - previous[1] / 1e6;
    return [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
  };
  const memory = host.memoryMb * 1024 * 1024;
  return Object.assign(new EventEmitter(), {
    env: host.environment,
    argv: ['/var/lang/bin/node', '/var/runtime/index.mjs'],
    execArgv: [],
    arch: 'arm64',
    platform: 'linux',
    pid: 8,
    version: `v${NODE_VERSION}`,
    versions: { node: NODE_VERSION },
    release: { name: 'node' },
    features: {},
    config: { variables: {} },
    cwd: () => '/var/task',
    uptime: () => sinceStartMs() / 1000,
    hrtime: Object.assign(hrtime, { bigint: () => BigInt(sinceStartMs()) * 1_000_000n }),
    memoryUsage: Object.assign(() => ({ rss: memory, heapTotal: memory, heapUsed: memory, external: 0, arrayBuffers: 0 }), {
      rss: () => memory,
    }),
    nextTick: (fn: (...given: unknown[]) => void, ...given: unknown[]) => process.nextTick(() => host.guard(() => fn(...given))),
    emitWarning: (warning: unknown) => host.write(util.format(warning)),
    stdout: output(host.write),
    stderr: output(host.write),
    exit: refusing('process.exit'),
    getBuiltinModule: refusing('process.getBuiltinModule'),
  });
}

/** The runtime that nodejs24.x stands for here. */
const NODE_VERSION = '24.11.0';
