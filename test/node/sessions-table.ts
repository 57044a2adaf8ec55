import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { createCloud, NO_FAULTS } from '#twin/create-cloud.ts';
import { createDynamodb } from '#twin/services/dynamodb/index.ts';
import type { AccessKeys } from '#twin/wire/credentials.ts';
import { answer } from '#twin/wire/door.ts';
import { PLACES } from './places.ts';

const REGION = 'us-east-1';
const PERSON = { kind: 'user', arn: 'arn:aws:iam::123456789012:user/editor' } as const;
const NODE = { kind: 'role', arn: 'arn:aws:iam::123456789012:role/node', sessionName: 'node' } as const;
export const SESSIONS_TABLE = 'sessions';

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

/** The twin's DynamoDB behind a real port. Signatures are recomputed here by AWS's own signer: a wrong one is refused. */
export class SessionsTable {
  readonly credentials: AccessKeys;
  readonly #cloud = createCloud({ seed: 1, startMs: 0, faults: NO_FAULTS });
  readonly #server: Server;
  refused = 0;
  answered = 0;

  constructor() {
    const cloud = this.#cloud;
    cloud.add(createDynamodb(cloud));
    cloud.callNow(
      'dynamodb',
      'CreateTable',
      {
        TableName: SESSIONS_TABLE,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
      PERSON,
    );
    this.credentials = cloud.credentials.issue(NODE);
    this.#server = createServer(async (request, response) => {
      const { status, headers, body } = await this.#answer(request);
      response.writeHead(status, headers).end(body);
    });
  }

  async start(): Promise<void> {
    await this.#cloud.runUntil(60_000);
    await new Promise<void>((resolve) => this.#server.listen(80, PLACES.sessions, resolve));
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
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
    return answer(this.#cloud, { method, host: `dynamodb.${REGION}.amazonaws.com`, target: path, headers, body: Buffer.from(body) });
  }

  async #signature(method: string, path: string, headers: Record<string, string>, body: string): Promise<string | undefined> {
    const { accessKeyId, secretAccessKey, sessionToken } = this.credentials;
    const signer = new SignatureV4({
      credentials: { accessKeyId, secretAccessKey, sessionToken },
      region: REGION,
      service: 'dynamodb',
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
