import type { Faults } from '../cloud.ts';
import { NotInTwinError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import type { Signals } from '../signals.ts';
import type { Answer, Asker, DataListener, HttpListener, HttpRequest, HttpResponse, NameAuthority, Network } from './network.ts';

/** Who asks without saying so. */
const ANYBODY: Asker = { from: 'anybody' };

const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;
/** Answers are journaled up to this many characters. */
const JOURNALED_BODY_LENGTH = 16_000;

/** The network of one cloud. Hosts that nobody registered are refused by name. */
export class VirtualNetwork implements Network {
  readonly #names = new Map<string, Answer>();
  readonly #http = new Map<string, HttpListener>();
  readonly #data = new Map<string, DataListener>();
  readonly #signals: Signals;
  readonly #journal: Journal;
  readonly #faults: Pick<Faults, 'read'>;
  #authority: NameAuthority | undefined;

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

  resolve(name: string, asker: Asker = ANYBODY): Answer {
    const known = this.#names.get(name);
    if (known) return known;
    if (!this.#authority?.owns(name)) throw Object.assign(new NotInTwinError(`the host ${name}`), { code: 'ENOTFOUND' });
    const answer = this.#authority.resolve(name, asker);
    if (answer.addresses.length === 0) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    return answer;
  }

  connectAuthority(authority: NameAuthority): void {
    this.#authority = authority;
  }

  valuesOf(name: string, type: string): readonly string[] {
    return this.#authority?.owns(name) ? this.#authority.valuesOf(name, type) : [];
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
    const failed = (error: unknown): never => {
      if (!(error instanceof NotInTwinError)) this.#record(request, url, { error: error instanceof Error ? error.message : String(error) });
      throw error;
    };
    const answered = (response: HttpResponse): HttpResponse => {
      this.#record(request, url, { status: response.status, answer: response.body.slice(0, JOURNALED_BODY_LENGTH) });
      return response;
    };
    let answer: HttpResponse | Promise<HttpResponse>;
    try {
      answer = this.ask(request);
    } catch (error) {
      return failed(error);
    }
    return answer instanceof Promise ? answer.then(answered, failed) : answered(answer);
  }

  ask(request: HttpRequest): HttpResponse | Promise<HttpResponse> {
    const { hostname } = new URL(request.url);
    const listener = this.#http.get(hostname) ?? this.#behind(hostname, request);
    if (this.#faults.read('network:refused', request.from))
      throw Object.assign(new Error(`connect ECONNREFUSED ${hostname}`), { code: 'ECONNREFUSED' });
    return listener(request);
  }

  /** What listens at the first address that a name has for this asker; names and what listens at them may be different ones. */
  #behind(hostname: string, { from, place }: HttpRequest): HttpListener {
    const [address = hostname] = ADDRESS.test(hostname) ? [hostname] : this.resolve(hostname, { from, place }).addresses;
    for (const [name, { addresses }] of this.#names) {
      const listener = addresses.includes(address) ? this.#http.get(name) : undefined;
      if (listener) return listener;
    }
    throw Object.assign(new Error(`connect ETIMEDOUT ${address}`), { code: 'ETIMEDOUT' });
  }

  #record({ from, method }: HttpRequest, { hostname, pathname, search }: URL, outcome: object): void {
    this.#journal.write('request', { from, method, host: hostname, path: `${pathname}${search}`, ...outcome });
  }
}
