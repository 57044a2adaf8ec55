import assert from 'node:assert';
import asyncHooks, { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import buffer from 'node:buffer';
import childProcess from 'node:child_process';
import { Console } from 'node:console';
import dns from 'node:dns';
import events from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import querystring from 'node:querystring';
import stream from 'node:stream';
import streamPromises from 'node:stream/promises';
import streamWeb from 'node:stream/web';
import stringDecoder from 'node:string_decoder';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import tls from 'node:tls';
import url from 'node:url';
import util from 'node:util';
import zlib from 'node:zlib';
import { NotInTwinError } from '../errors.ts';
import { dnsModule } from './dns.ts';
import { facade } from './facade.ts';
import { emptyFileSystem } from './file-system.ts';
import type { Globals } from './globals.ts';
import type { WorldHost } from './host.ts';
import { httpModule } from './http.ts';

/** Builtins that compute and touch nothing: every world may have the host's own. */
const PURE: Readonly<Record<string, object>> = {
  assert,
  buffer,
  events,
  path,
  querystring,
  stream,
  'stream/promises': streamPromises,
  'stream/web': streamWeb,
  string_decoder: stringDecoder,
  url,
  util,
};

/** Known builtins of which a world gets only names: whatever of them is called is refused. */
const REFUSED: Readonly<Record<string, object>> = { child_process: childProcess, net, tls, http2 };

type Make = (host: WorldHost, globals: Globals) => object;

/** Builtins with a virtual form. */
const VIRTUAL: Readonly<Record<string, Make>> = {
  async_hooks: () => facade('async_hooks', asyncHooks, { AsyncLocalStorage, AsyncResource }),
  console: (_host, globals) => ({ ...(globals.console as object), Console, default: globals.console }),
  crypto: (_host, globals) => globals.nodeCrypto as object,
  dns: (host) => dnsModule(host, dns),
  'dns/promises': (host) => dnsModule(host, dns).promises as object,
  fs: () => emptyFileSystem(fs),
  'fs/promises': () => emptyFileSystem(fs).promises as object,
  http: (host) => httpModule(host, 'http:', http),
  https: (host) => httpModule(host, 'https:', https),
  os: (host) => virtualOs(host),
  perf_hooks: (_host, globals) => facade('perf_hooks', {}, { performance: globals.performance }),
  process: (_host, globals) => globals.process as object,
  timers: (_host, globals) => facade('timers', timers, pick(globals, TIMER_NAMES)),
  'timers/promises': (host) => facade('timers/promises', timersPromises, { setTimeout: sleeper(host) }),
  zlib: () =>
    facade('zlib', zlib, pick(zlib as unknown as Globals, ['crc32', 'constants', 'gzipSync', 'gunzipSync', 'deflateSync', 'inflateSync'])),
};

const TIMER_NAMES = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'];

/** `require` of one world: an allow list. What is on no list throws its name. */
export function worldRequire(host: WorldHost, globals: Globals): (name: string) => unknown {
  const made = new Map<string, object>();
  return (asked) => {
    const name = asked.replace(/^node:/, '');
    const known = made.get(name) ?? PURE[name];
    if (known) return known;
    const refused = REFUSED[name];
    const module = refused ? facade(name, refused, {}) : VIRTUAL[name]?.(host, globals);
    if (!module) throw Object.assign(new NotInTwinError(`the builtin ${asked}`), { code: 'MODULE_NOT_FOUND' });
    made.set(name, module);
    return module;
  };
}

function virtualOs(host: WorldHost): object {
  const memory = host.memoryMb * 1024 * 1024;
  return facade('os', os, {
    EOL: '\n',
    arch: () => 'arm64',
    platform: () => 'linux',
    type: () => 'Linux',
    release: () => '5.10',
    endianness: () => 'LE',
    hostname: () => 'localhost',
    homedir: () => '/home/sbx_user1051',
    tmpdir: () => '/tmp',
    totalmem: () => memory,
    freemem: () => memory,
    cpus: () => [],
    availableParallelism: () => 2,
    constants: os.constants,
  });
}

function pick(from: Globals, names: readonly string[]): Globals {
  return Object.fromEntries(names.map((name) => [name, from[name]]));
}

function sleeper(host: WorldHost) {
  return (delayMs?: number, value?: unknown): Promise<unknown> =>
    new Promise((resolve) => host.timers.setTimeout(() => resolve(value), delayMs));
}
