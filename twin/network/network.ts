/** The twin's own network: names, addresses and what answers behind them. Nothing here opens a socket. */

/** Where on earth somebody is: what routing by country, distance or latency hangs on. */
export type Place = {
  readonly continent: string;
  readonly country: string;
  readonly subdivision?: string;
  readonly latitude: number;
  readonly longitude: number;
};

/** Who asks for a name: one resolver each, which remembers. */
export type Asker = { readonly from: string; readonly place?: Place | undefined };

export type Answer = { readonly addresses: readonly string[]; readonly ttlSeconds: number };

/** Name servers of zones that somebody in the account owns. The names that AWS gives are the network's own. */
export type NameAuthority = {
  owns(name: string): boolean;
  /** The addresses of a name as this asker's resolver knows them; none when there is no such name. */
  resolve(name: string, asker: Asker): Answer;
  /** What a record of another type holds now. */
  valuesOf(name: string, type: string): readonly string[];
};

export type HttpRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Who asks, for the journal: `probe`, `visitor`, `person`, `alb`, a function's name. */
  readonly from: string;
  /** Where from; without it, from where the cloud's region is. */
  readonly place?: Place;
  /** Does not mind whose certificate it is shown. */
  readonly trustsAnyCertificate?: true;
};
export type HttpResponse = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** A host's web server; it may take virtual time to answer. */
export type HttpListener = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

/** A data service behind an address and a port: what a database or cache lets a connected client do. */
export type DataListener = {
  /** Opens a session, or throws Error with a code such as ECONNREFUSED or ETIMEDOUT. */
  connect(client: string): DataSession;
};
export type DataSession = {
  /** False once the server has dropped it. */
  readonly isOpen: () => boolean;
  /** Runs a command of that service; throws when the session is gone or the server cannot. */
  run(command: DataCommand): DataAnswer;
};
export type DataCommand =
  | { kind: 'write-row'; sequence: number }
  | { kind: 'read-row'; sequence: number }
  | { kind: 'read-rows'; from: number; to: number }
  | { kind: 'who-writes' }
  | { kind: 'cache-set'; key: string; value: string }
  | { kind: 'cache-get'; key: string };
export type DataAnswer = { rows?: number[]; value?: string; serverId?: string; zone?: string };

/** Names resolve to addresses with a TTL; addresses carry listeners. Unknown names are refused and fail the run. */
export type Network = {
  /** Registers or moves a name. `ttlSeconds` is what resolvers may keep it for. */
  setName(name: string, addresses: readonly string[], ttlSeconds: number): void;
  removeName(name: string): void;
  resolve(name: string, asker?: Asker): Answer;
  /** Zones of the account answer for their own names from now on. */
  connectAuthority(authority: NameAuthority): void;
  /** What a record that is no address holds, as anybody may ask. */
  valuesOf(name: string, type: string): readonly string[];
  hasName(name: string): boolean;
  listenHttp(host: string, listener: HttpListener): void;
  listenData(address: string, port: number, listener: DataListener): void;
  close(host: string, port?: number): void;
  /** An HTTP request to a host of the twin (load balancer, HTTP API, recorded inbox). */
  request(request: HttpRequest): HttpResponse | Promise<HttpResponse>;
  /** The same for who asks too often to be journaled: what follows from the answers is. */
  ask(request: HttpRequest): HttpResponse | Promise<HttpResponse>;
  data(address: string, port: number): DataListener;
};
