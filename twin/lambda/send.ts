import type { MaybePromise } from '../cloud.ts';
import { NotInTwinError } from '../errors.ts';
import { answer } from '../wire/door.ts';
import { isApiHost } from '../wire/scope.ts';
import { isPromise, type WorldHost } from './host.ts';

export type Sent = {
  readonly method: string;
  readonly protocol: string;
  readonly host: string;
  readonly target: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
};
export type Answered = { readonly status: number; readonly headers: Record<string, string>; readonly body: string | Uint8Array };

/** Sends a world's request: API endpoints are answered by the wire, other hosts by the twin's network; unknown hosts are refused. */
export function send(host: WorldHost, request: Sent): MaybePromise<Answered> {
  if (host.isDead()) return new Promise(() => {});
  const answered = isApiHost(request.host) ? answer(host.cloud, request) : overNetwork(host, request);
  return isPromise(answered) ? host.wait(answered) : answered;
}

function overNetwork(host: WorldHost, request: Sent): MaybePromise<Answered> {
  try {
    const answered = host.cloud.network.request({
      method: request.method,
      url: `${request.protocol}//${request.host}${request.target}`,
      headers: request.headers,
      body: Buffer.from(request.body).toString('utf8'),
      from: host.functionName,
    });
    return isPromise(answered) ? answered.then(toAnswered) : toAnswered(answered);
  } catch (error) {
    if (error instanceof NotInTwinError) host.cloud.refuse(error);
    throw error;
  }
}

const toAnswered = (response: Answered): Answered => ({ ...response, headers: { ...response.headers } });
