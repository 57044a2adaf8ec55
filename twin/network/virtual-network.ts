import type { Faults } from '../cloud.ts';
import { NotInTwinError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import type { Signals } from '../signals.ts';
import type { DataListener, HttpListener, HttpRequest, HttpResponse, Network } from './network.ts';

type Name = { addresses: readonly string[]; ttlSeconds: number };

/** Answers are journaled up to this many characters. */
const JOURNALED_BODY_LENGTH = 16_000;

/** The network of one cloud. Hosts that nobody registered are refused by name. */
export class VirtualNetwork implements Network {
  readonly #names = new Map<string, Name>();
  readonly #http = new Map<string, HttpListener>();
  readonly #data = new Map<string, DataListener>();
  readonly #signals: Signals;
  readonly #journal: Journal;
  readonly #faults: Pick<Faults, 'read'>;

  constructor(signals: Signals, journal: Journal, faults: Pick<Faults, 'read'>) {
    this.#signals = signals;
    this.#journal = journal;
    this.#faults = faults;
  }

  setName(name: string, addresses: readonly string[], ttlSeconds: number): void {
    this.#names.set(name, { addresses, ttlSeconds });
    this.#signals.emit('dns:changed', { name });
  }

  removeName(name: string): void {
    this.#names.delete(name);
    this.#signals.emit('dns:changed', { name });
  }

  hasName(name: string): boolean {
    return this.#names.has(name);
  }

  resolve(name: string): Name {
    const known = this.#names.get(name);
    if (!known) throw Object.assign(new NotInTwinError(`the host ${name}`), { code: 'ENOTFOUND' });
    return known;
  }

  listenHttp(host: string, listener: HttpListener): void {
    this.#http.set(host, listener);
  }

  listenData(address: string, port: number, listener: DataListener): void {
    this.#data.set(`${address}:${port}`, listener);
  }

  close(host: string, port?: number): void {
    if (port === undefined) this.#http.delete(host);
    else this.#data.delete(`${host}:${port}`);
  }

  data(address: string, port: number): DataListener {
    const listener = this.#data.get(`${address}:${port}`);
    if (!listener) throw Object.assign(new Error(`connect ETIMEDOUT ${address}:${port}`), { code: 'ETIMEDOUT' });
    return listener;
  }

  /** The fault `network:refused`, for one who asks (a function, a person), refuses each connection that this one opens. */
  request(request: HttpRequest): HttpResponse | Promise<HttpResponse> {
    const url = new URL(request.url);
    const listener = this.#http.get(url.hostname);
    if (!listener) throw Object.assign(new NotInTwinError(`the host ${url.hostname}`), { code: 'ENOTFOUND' });
    const failed = (error: unknown): never => {
      this.#record(request, url, { error: error instanceof Error ? error.message : String(error) });
      throw error;
    };
    const answered = (response: HttpResponse): HttpResponse => {
      this.#record(request, url, { status: response.status, answer: response.body.slice(0, JOURNALED_BODY_LENGTH) });
      return response;
    };
    if (this.#faults.read('network:refused', request.from))
      return failed(Object.assign(new Error(`connect ECONNREFUSED ${url.hostname}`), { code: 'ECONNREFUSED' }));
    let answer: HttpResponse | Promise<HttpResponse>;
    try {
      answer = listener(request);
    } catch (error) {
      return failed(error);
    }
    return answer instanceof Promise ? answer.then(answered, failed) : answered(answer);
  }

  #record({ from, method }: HttpRequest, { hostname, pathname, search }: URL, outcome: object): void {
    this.#journal.write('request', { from, method, host: hostname, path: `${pathname}${search}`, ...outcome });
  }
}
