import { isPromise, type WorldHost } from './host.ts';
import { type Answered, send } from './send.ts';

type Init = {
  method?: string;
  headers?: Record<string, string> | Iterable<[string, string]>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
  redirect?: string;
};

/** Header names in lower case. */
export class WorldHeaders {
  readonly #values = new Map<string, string>();

  constructor(given: Record<string, string> | Iterable<[string, string]> = []) {
    const pairs = Symbol.iterator in given ? given : Object.entries(given);
    for (const [name, value] of pairs as Iterable<[string, string]>) this.set(name, value);
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), String(value));
  }

  delete(name: string): void {
    this.#values.delete(name.toLowerCase());
  }

  entries(): IterableIterator<[string, string]> {
    return this.#values.entries();
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }
}

/** A light `fetch` without sockets; redirects are handed to the caller, as with `redirect: 'manual'`. */
export function worldFetch(host: WorldHost): (input: string | URL, init?: Init) => Promise<object> {
  return async (input, init = {}) => {
    const { signal } = init;
    signal?.throwIfAborted();
    const url = new URL(input);
    const request = {
      method: init.method ?? 'GET',
      protocol: url.protocol,
      host: url.hostname,
      target: `${url.pathname}${url.search}`,
      headers: Object.fromEntries(new WorldHeaders(init.headers)),
      body: Buffer.from(init.body ?? ''),
    };
    try {
      const answered = send(host, request);
      return response(url, isPromise(answered) ? await abortable(answered, signal) : answered);
    } catch (cause) {
      // As Node's own: a network failure is a TypeError whose cause has the code; an abort keeps its reason.
      if (signal?.aborted) throw cause;
      throw new TypeError('fetch failed', { cause });
    }
  };
}

function abortable(answered: Promise<Answered>, signal: AbortSignal | undefined): Promise<Answered> {
  if (!signal) return answered;
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    answered.then(resolve, reject);
  });
}

function response(url: URL, answered: Answered): object {
  const bytes = Buffer.from(answered.body);
  return {
    status: answered.status,
    ok: answered.status >= 200 && answered.status < 300,
    statusText: '',
    redirected: false,
    url: url.href,
    headers: new WorldHeaders(answered.headers),
    text: async () => bytes.toString('utf8'),
    arrayBuffer: async () => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  };
}
