import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Cloud } from '#twin/cloud.ts';
import type { HttpResponse } from '#twin/network/network.ts';

/** A person's long-lived key of the twin's IAM, with which the API's requests are signed. */
export type UserKey = { accessKeyId: string; secretAccessKey: string };

class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(toBytes(data));
  }
  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }
  reset(): void {
    throw new Error('a hash is used once');
  }
}

function toBytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}

/** Sends a person's request to the control plane's API, signed with SigV4 as the AWS CLI or an SDK would. */
export async function callApi(
  cloud: Cloud,
  apiUrl: string,
  key: UserKey,
  request: { method: string; path: string; query?: Record<string, string>; body?: unknown },
): Promise<HttpResponse> {
  const url = new URL(apiUrl);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
  url.pathname = `${url.pathname.replace(/\/$/, '')}${request.path}`;
  const body = request.body === undefined ? '' : JSON.stringify(request.body);
  const signer = new SignatureV4({ service: 'execute-api', region: cloud.region, credentials: key, sha256: Sha256 });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: request.query ?? {},
      headers: { host: url.hostname, ...(body ? { 'content-type': 'application/json' } : {}) },
      body,
    },
    { signingDate: new Date(cloud.clock.nowMs) },
  );
  return cloud.network.request({ method: request.method, url: url.href, headers: signed.headers, body, from: 'person' });
}

/** Sends a slash command to the webhook as Slack does: a form body, signed with the version 0 scheme. */
export async function sendChatCommand(
  cloud: Cloud,
  apiUrl: string,
  signingSecret: string,
  command: { who: string; text: string; timestampSeconds?: number },
): Promise<HttpResponse> {
  const [name = '', ...rest] = command.text.split(' ');
  const body = new URLSearchParams({
    command: name,
    text: rest.join(' '),
    user_id: `U${command.who.toUpperCase()}`,
    user_name: command.who,
    channel_id: 'COPERATIONS',
    channel_name: 'operations',
    team_id: 'TNINES',
  }).toString();
  const timestamp = String(command.timestampSeconds ?? Math.floor(cloud.clock.nowMs / 1000));
  const signature = `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  return cloud.network.request({
    method: 'POST',
    url: `${apiUrl.replace(/\/$/, '')}/chat`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signature,
    },
    body,
    from: 'chat',
  });
}
