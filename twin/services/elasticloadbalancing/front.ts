import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Cloud } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import type { HttpRequest, HttpResponse } from '../../network/network.ts';
import type { Node } from '../../site/node-model.ts';
import type { LoadBalancer } from './records.ts';
import { actionFor, routable } from './routing.ts';
import { type Store, targetOf } from './store.ts';

const REASONS: Readonly<Record<number, string>> = { 502: 'Bad Gateway', 503: 'Service Temporarily Unavailable', 504: 'Gateway Time-out' };

/**
 * Answers single requests at a load balancer's name. Each of its own nodes goes round robin over the targets and visitors
 * come in between, so that one client meets them in no order: the pick is seeded.
 */
export function frontOf(cloud: Cloud, store: Store, findNode: (instanceId: string) => Node | undefined, balancer: LoadBalancer) {
  const random = cloud.random.split(`picks of ${balancer.arn}`);
  return (request: HttpRequest): HttpResponse | Promise<HttpResponse> => {
    const url = new URL(request.url);
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    const listener = store.listenersOf(balancer.arn).find((candidate) => candidate.port === port);
    if (!listener) throw Object.assign(new Error(`connect ECONNREFUSED ${url.hostname}:${port}`), { code: 'ECONNREFUSED' });
    const action = actionFor(listener, url.pathname, url.hostname);
    if (action?.Type !== 'forward') return answerItself(action, url);
    const group = store.targetGroups.get(targetOf(action) ?? '');
    const targets = group ? routable(group) : [];
    const target = targets[random.integer(targets.length)];
    if (!target) return failure(503);
    const node = findNode(target.id);
    // Nothing answers at that address any more, or not yet: the load balancer gives up connecting (L18).
    if (!node) return cloud.clock.sleep(cloud.facts.valueMs('elb.connectTimeout'), `connect to ${target.id}`).then(() => failure(504));
    return askNode(cloud, node, request);
  };
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

function answerItself(action: Action | undefined, url: URL): HttpResponse {
  if (action?.Type === 'fixed-response') {
    const { StatusCode = '503', ContentType = 'text/plain', MessageBody = '' } = action.FixedResponseConfig ?? {};
    return { status: Number(StatusCode), headers: { 'content-type': ContentType }, body: MessageBody };
  }
  if (action?.Type === 'redirect') {
    const { StatusCode, Protocol = '#{protocol}', Host = '#{host}', Port = '#{port}', Path = '/#{path}' } = action.RedirectConfig ?? {};
    const parts = {
      '#{protocol}': url.protocol.slice(0, -1),
      '#{host}': url.hostname,
      '#{port}': url.port,
      '#{path}': url.pathname.slice(1),
    };
    const filled = `${Protocol}://${Host}:${Port}${Path}`
      .toLowerCase()
      .replace(/#\{\w+\}/g, (name) => parts[name as keyof typeof parts] ?? '');
    return { status: StatusCode === 'HTTP_301' ? 301 : 302, headers: { location: `${filled}${url.search}` }, body: '' };
  }
  throw new NotInTwinError(`the listener action ${action?.Type}`);
}

function failure(status: 502 | 503 | 504): HttpResponse {
  const body = `<html><head><title>${status} ${REASONS[status]}</title></head><body><h1>${status} ${REASONS[status]}</h1></body></html>`;
  return { status, headers: { server: 'awselb/2.0', 'content-type': 'text/html' }, body };
}
