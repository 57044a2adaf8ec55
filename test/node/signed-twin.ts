import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Cloud, ServiceModule, ServiceName } from '#twin/cloud.ts';
import { createCloud, NO_FAULTS } from '#twin/create-cloud.ts';
import type { AccessKeys } from '#twin/wire/credentials.ts';
import { answer } from '#twin/wire/door.ts';

const REGION = 'us-east-1';
const PERSON = { kind: 'user', arn: 'arn:aws:iam::123456789012:user/editor' } as const;
const NODE = { kind: 'role', arn: 'arn:aws:iam::123456789012:role/node', sessionName: 'node' } as const;
/** How often the twin's clock is brought to this machine's. */
const STEP_MS = 20;

/** SHA-256 as the signer wants it. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string | NodeJS.ArrayBufferView);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(data as string | NodeJS.ArrayBufferView);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error('a hash is used once');
  }
}

/**
 * A service of the twin behind a real port, at the speed of this machine's time. Signatures are recomputed here by AWS's own signer: a
 * wrong one is refused.
 */
export class SignedTwin {
  readonly credentials: AccessKeys;
  refused = 0;
  answered = 0;
  readonly #cloud = createCloud({ seed: 1, startMs: 0, faults: NO_FAULTS });
  readonly #service: ServiceName;
  readonly #server: Server;
  #isOver = false;
  #playing: Promise<void> | undefined;

  constructor(service: ServiceName, make: (cloud: Cloud) => ServiceModule) {
    this.#service = service;
    this.#cloud.add(make(this.#cloud));
    this.credentials = this.#cloud.credentials.issue(NODE);
    this.#server = createServer(async (request, response) => {
      const { status, headers, body } = await this.#answer(request);
      response.writeHead(status, headers).end(body);
    });
  }

  /** What a person asks of it, past the port. */
  // biome-ignore lint/suspicious/noExplicitAny: whoever asks reads only the members that it is about.
  ask(operation: string, input: object): any {
    return this.#cloud.callNow(this.#service, operation, input, PERSON);
  }

  /** Begins with everything made that was asked for, a minute ago. */
  async start(address: string): Promise<void> {
    await this.#cloud.runUntil(60_000);
    this.#playing = this.#play(Date.now() - 60_000);
    await new Promise<void>((resolve) => this.#server.listen(80, address, resolve));
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    this.#server.close();
    this.#server.closeAllConnections();
    await this.#playing;
  }

  async #play(zeroMs: number): Promise<void> {
    while (!this.#isOver) {
      await this.#cloud.runUntil(Date.now() - zeroMs);
      await sleep(STEP_MS);
    }
  }

  async #answer(request: IncomingMessage) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const { method = 'POST', url: path = '/' } = request;
    if (headers.authorization !== (await this.#signature(method, path, headers, body))) {
      this.refused += 1;
      return { status: 403, headers: {}, body: '{"__type":"InvalidSignatureException"}' };
    }
    this.answered += 1;
    return answer(this.#cloud, {
      method,
      host: `${this.#service}.${REGION}.amazonaws.com`,
      target: path,
      headers,
      body: Buffer.from(body),
    });
  }

  async #signature(method: string, path: string, headers: Record<string, string>, body: string): Promise<string | undefined> {
    const { accessKeyId, secretAccessKey, sessionToken } = this.credentials;
    const signer = new SignatureV4({
      credentials: { accessKeyId, secretAccessKey, sessionToken },
      region: REGION,
      service: this.#service,
      sha256: Sha256,
      applyChecksum: false,
    });
    const named = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
    const signed = Object.fromEntries(named.map((name) => [name, headers[name] ?? '']));
    const at = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(headers['x-amz-date'] ?? '');
    if (!at) return undefined;
    const signingDate = new Date(`${at[1]}-${at[2]}-${at[3]}T${at[4]}:${at[5]}:${at[6]}Z`);
    const request = { method, protocol: 'https:', hostname: headers.host ?? '', path, headers: signed, body, query: {} };
    return (await signer.sign(request, { signingDate })).headers.authorization;
  }
}
