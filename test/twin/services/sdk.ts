import { Readable } from 'node:stream';
import { HttpResponse } from '@smithy/core/protocols';
import type { Cloud, MaybePromise, Principal } from '#twin/cloud.ts';
import { answer } from '#twin/wire/door.ts';
import type { WireRequest, WireResponse } from '#twin/wire/message.ts';
import { PERSON } from './account.ts';

/** A request as the SDK hands it to the part that sends it. */
type Sent = {
  method: string;
  hostname: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
};

/** Settings for a real SDK client whose requests the wire of this cloud answers. */
export function clientOf(cloud: Cloud, principal: Principal = PERSON) {
  return {
    region: cloud.region,
    credentials: cloud.credentials.issue(principal),
    maxAttempts: 1,
    requestHandler: requestHandlerOf((request) => answer(cloud, request)),
    // biome-ignore lint/suspicious/noExplicitAny: each client has a configuration type of its own; these keys are common to all.
  } as any;
}

/** What an SDK client sends through, with `reply` in the place of the network. */
export function requestHandlerOf(reply: (request: WireRequest) => MaybePromise<WireResponse>) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (sent: Sent) => {
      const { status, headers, body } = await reply(await toWire(sent));
      return { response: new HttpResponse({ statusCode: status, headers, body: Readable.from([Buffer.from(body)]) }) };
    },
  };
}

async function toWire(sent: Sent): Promise<WireRequest> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(sent.query ?? {})) for (const item of [value].flat()) query.append(name, item ?? '');
  return {
    method: sent.method,
    host: sent.hostname,
    target: query.size === 0 ? sent.path : `${sent.path}?${query}`,
    headers: Object.fromEntries(Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: await bytesOf(sent.body),
  };
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined) return new Uint8Array();
  if (!(body instanceof Readable)) return new Uint8Array(Buffer.from(body as string));
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return new Uint8Array(Buffer.concat(chunks));
}
