import type { HttpRequest } from '../../network/network.ts';
import type { Target, TargetGroup } from './records.ts';

/** The load balancer's own cookie, the same for all target groups. AWS encrypts what it holds; here it is only encoded. */
const NAME = 'AWSALB';

/** The target that a visitor's cookie says, while it may still get requests and the cookie lasts. */
export function rememberedTarget(request: HttpRequest, group: TargetGroup, targets: readonly Target[], nowMs: number): Target | undefined {
  if (!group.attributes.isSticky) return undefined;
  const cookie = new RegExp(`(?:^|;\\s*)${NAME}=([^;]+)`).exec(request.headers.cookie ?? '')?.[1];
  if (cookie === undefined) return undefined;
  const [arn, id, untilMs] = Buffer.from(cookie, 'base64url').toString('utf8').split(' ');
  if (arn !== group.arn || Number(untilMs) <= nowMs) return undefined;
  return targets.find((target) => target.id === id);
}

/** The header that brings a visitor back: its expiry is set anew with each answer (ALB guide, sticky-sessions). */
export function cookieOf(group: TargetGroup, target: Target, nowMs: number): Readonly<Record<string, string>> {
  if (!group.attributes.isSticky) return {};
  const untilMs = nowMs + group.attributes.stickySeconds * 1_000;
  const value = Buffer.from(`${group.arn} ${target.id} ${untilMs}`, 'utf8').toString('base64url');
  return { 'set-cookie': `${NAME}=${value}; Expires=${new Date(untilMs).toUTCString()}; Path=/` };
}
