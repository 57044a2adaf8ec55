import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Cloud } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import type { HttpRequest, HttpResponse } from '../../network/network.ts';
import type { Random } from '../../random.ts';
import type { Node } from '../../site/node-model.ts';
import { covers } from './certificates.ts';
import type { Listener, LoadBalancer, Target, TargetGroup } from './records.ts';
import { redirected } from './redirect.ts';
import { actionFor, type Share, sharesOf } from './routing.ts';
import { cookieOf, rememberedTarget } from './stickiness.ts';
import { type Store, targetOf } from './store.ts';

const REASONS: Readonly<Record<number, string>> = { 502: 'Bad Gateway', 503: 'Service Temporarily Unavailable', 504: 'Gateway Time-out' };

/**
 * Answers single requests at a load balancer's name. Each of its own nodes goes round robin over the targets and visitors
 * come in between, so that one client meets them in no order: the pick is seeded.
 */
export function frontOf(cloud: Cloud, store: Store, findNode: (instanceId: string) => Node | undefined, balancer: LoadBalancer) {
  const random = cloud.random.split(`picks of ${balancer.arn}`);
  const forward = (group: TargetGroup | undefined, request: HttpRequest): HttpResponse | Promise<HttpResponse> => {
    const shares = group ? sharesOf(group) : [];
    const { nowMs } = cloud.clock;
    const remembered =
      group &&
      rememberedTarget(
        request,
        group,
        shares.map(({ target }) => target),
        nowMs,
      );
    const target = remembered ?? pick(shares, random);
    if (!group || !target) return failure(503);
    const node = findNode(target.id);
    // Nothing answers at that address any more, or not yet: the load balancer gives up connecting (L18).
    if (!node) return cloud.clock.sleep(cloud.facts.valueMs('elb.connectTimeout'), `connect to ${target.id}`).then(() => failure(504));
    const answer = askNode(cloud, node, request);
    const cookie = cookieOf(group, target, nowMs);
    const marked = (response: HttpResponse): HttpResponse => ({ ...response, headers: { ...response.headers, ...cookie } });
    return answer instanceof Promise ? answer.then(marked) : marked(answer);
  };
  return (request: HttpRequest): HttpResponse | Promise<HttpResponse> => {
    const url = new URL(request.url);
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    const listener = store.listenersOf(balancer.arn).find((candidate) => candidate.port === port);
    if (!listener) throw Object.assign(new Error(`connect ECONNREFUSED ${url.hostname}:${port}`), { code: 'ECONNREFUSED' });
    refuseOtherProtocol(listener, url, request.trustsAnyCertificate);
    const action = actionFor(listener, url.pathname, url.hostname);
    if (action?.Type !== 'forward') return answerItself(action, url, port);
    return forward(store.targetGroups.get(targetOf(action) ?? ''), request);
  };
}

/** One target, by lot; targets with the same share are as likely as one another. */
function pick(shares: readonly Share[], random: Random): Target | undefined {
  const [first] = shares;
  if (first === undefined || shares.every(({ weight }) => weight === first.weight)) return shares[random.integer(shares.length)]?.target;
  let left = random.next();
  for (const { target, weight } of shares) {
    left -= weight;
    if (left < 0) return target;
  }
  return shares.at(-1)?.target;
}

/** A client that speaks another protocol, or that minds that the certificate is for another name, ends the connection. */
function refuseOtherProtocol({ protocol, names }: Listener, { protocol: scheme, hostname }: URL, trustsAny = false): void {
  const isSecure = protocol === 'HTTPS';
  if (isSecure !== (scheme === 'https:')) throw Object.assign(new Error(`read ECONNRESET ${hostname}`), { code: 'ECONNRESET' });
  if (!isSecure || trustsAny || covers(names, hostname)) return;
  const message = `Hostname/IP does not match certificate's altnames: Host: ${hostname}. is not in the cert's altnames: ${names.join(', ')}`;
  throw Object.assign(new Error(message), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
}

function askNode(cloud: Cloud, node: Node, request: HttpRequest): HttpResponse | Promise<HttpResponse> {
  try {
    const answer = node.answer(request);
    if (!(answer instanceof Promise)) return answer;
    return Promise.race([answer.catch(refused), idle(cloud)]);
  } catch (error) {
    return refused(error);
  }
}

function idle(cloud: Cloud): Promise<HttpResponse> {
  return cloud.clock.sleep(cloud.facts.valueMs('elb.idleTimeout'), 'idle timeout').then(() => failure(504));
}

// A target that refuses or resets the connection makes a 502 (L16); a defect of the twin stays one.
function refused(error: unknown): HttpResponse {
  const code = (error as { code?: unknown }).code;
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return failure(502);
  throw error;
}

function answerItself(action: Action | undefined, url: URL, port: number): HttpResponse {
  if (action?.Type === 'redirect') return redirected(action.RedirectConfig, url, port);
  if (action?.Type !== 'fixed-response') throw new NotInTwinError(`the listener action ${action?.Type}`);
  const { StatusCode = '503', ContentType = 'text/plain', MessageBody = '' } = action.FixedResponseConfig ?? {};
  return { status: Number(StatusCode), headers: { 'content-type': ContentType }, body: MessageBody };
}

function failure(status: 502 | 503 | 504): HttpResponse {
  const body = `<html><head><title>${status} ${REASONS[status]}</title></head><body><h1>${status} ${REASONS[status]}</h1></body></html>`;
  return { status, headers: { server: 'awselb/2.0', 'content-type': 'text/html' }, body };
}
