import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { facade } from './facade.ts';
import { isPromise, type WorldHost } from './host.ts';
import { type Answered, send } from './send.ts';

type Options = {
  protocol?: string;
  host?: string;
  hostname?: string;
  port?: number | string;
  path?: string;
  method?: string;
  headers?: Record<string, unknown>;
};
type OnResponse = (response: WorldResponse) => void;

/** Stands for the agent: connections are not simulated. */
class WorldAgent {
  readonly options: object;
  readonly sockets = {};
  readonly requests = {};
  readonly maxSockets = Number.POSITIVE_INFINITY;

  constructor(options: object = {}) {
    this.options = options;
  }

  destroy(): void {}
}

/** The answer as a stream, complete from the start. */
class WorldResponse extends Readable {
  readonly statusCode: number;
  readonly statusMessage = '';
  readonly headers: Record<string, string>;
  readonly httpVersion = '1.1';
  readonly complete = true;
  #body: Buffer | undefined;

  constructor(answered: Answered) {
    super();
    this.statusCode = answered.status;
    this.headers = answered.headers;
    this.#body = Buffer.from(answered.body);
  }

  override _read(): void {
    if (this.#body && this.#body.length > 0) this.push(this.#body);
    this.#body = undefined;
    this.push(null);
  }
}

/** A client request that is answered inside the twin once its body has ended. */
class WorldRequest extends Writable {
  readonly #host: WorldHost;
  readonly #options: Options;
  readonly #protocol: string;
  readonly #chunks: Buffer[] = [];
  readonly #headers: Record<string, string> = {};
  /** There is no connection, so nobody waits for one. */
  readonly socket = Object.assign(new EventEmitter(), { connecting: false, setTimeout() {}, setKeepAlive() {}, destroy() {} });

  constructor(host: WorldHost, protocol: string, options: Options) {
    // The request lives until its answer came, not only until its body has ended.
    super({ autoDestroy: false });
    this.#host = host;
    this.#options = options;
    this.#protocol = options.protocol ?? protocol;
    for (const [name, value] of Object.entries(options.headers ?? {})) this.setHeader(name, value);
  }

  setHeader(name: string, value: unknown): this {
    this.#headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
    return this;
  }

  getHeader(name: string): string | undefined {
    return this.#headers[name.toLowerCase()];
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): void {}

  setSocketKeepAlive(): void {}

  abort(): void {
    this.destroy();
  }

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.#chunks.push(Buffer.from(chunk));
    done();
  }

  override _final(done: () => void): void {
    done();
    const { hostname, host, path, method } = this.#options;
    const request = {
      method: method ?? 'GET',
      protocol: this.#protocol,
      host: hostname ?? host ?? 'localhost',
      target: path ?? '/',
      headers: this.#headers,
      body: Buffer.concat(this.#chunks),
    };
    try {
      const answered = send(this.#host, request);
      if (isPromise(answered)) answered.then((later) => this.#respond(later)).catch((error: Error) => this.destroy(error));
      else this.#respond(answered);
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  #respond(answered: Answered): void {
    if (this.destroyed) return;
    this.#host.guard(() => this.emit('response', new WorldResponse(answered)));
    queueMicrotask(() => this.destroy());
  }
}

/** `node:http` or `node:https` of a world. */
export function httpModule(host: WorldHost, protocol: 'http:' | 'https:', real: object): Record<string, unknown> {
  const request = (first: Options | string | URL, second?: Options | OnResponse, third?: OnResponse): WorldRequest => {
    const onResponse = typeof second === 'function' ? second : third;
    const base = typeof first === 'string' || first instanceof URL ? fromUrl(new URL(first)) : first;
    const made = new WorldRequest(host, protocol, { ...base, ...(typeof second === 'object' ? second : {}) });
    if (onResponse) made.once('response', AsyncLocalStorage.bind(onResponse));
    return made;
  };
  const get = (...given: Parameters<typeof request>): WorldRequest => {
    const made = request(...given);
    made.end();
    return made;
  };
  return facade(protocol.slice(0, -1), real, {
    request,
    get,
    Agent: WorldAgent,
    globalAgent: new WorldAgent(),
    METHODS: [],
    STATUS_CODES: {},
  });
}

function fromUrl(url: URL): Options {
  return { protocol: url.protocol, hostname: url.hostname, port: url.port, path: `${url.pathname}${url.search}` };
}
