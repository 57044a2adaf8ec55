import type { Action, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { NotInTwinError } from '../../errors.ts';
import { fitsWildcard } from '../../wildcard.ts';
import type { Listener, Target, TargetGroup } from './records.ts';

/** A target that gets requests, and its share of them. */
export type Share = { readonly target: Target; readonly weight: number };

/** The targets that get requests: the healthy ones; when there is none, all that are registered (fail-open, L14). */
export function routable(group: TargetGroup): Target[] {
  const registered = [...group.targets.values()].filter((target) => target.state !== 'draining');
  const healthy = registered.filter((target) => target.state === 'healthy');
  return healthy.length > 0 ? healthy : registered;
}

/**
 * The same with what each gets. Across zones all get the same. With cross-zone off each zone gets the same, for its own targets; a
 * zone without one that could answer is taken out of the load balancer's name (dns_failover), here without the name's time to live.
 */
export function sharesOf(group: TargetGroup): Share[] {
  const targets = routable(group);
  if (group.attributes.crossZone !== 'false') return targets.map((target) => ({ target, weight: 1 / targets.length }));
  const inZone = new Map<string, number>();
  for (const { zone } of targets) inZone.set(zone, (inZone.get(zone) ?? 0) + 1);
  return targets.map((target) => ({ target, weight: 1 / inZone.size / (inZone.get(target.zone) as number) }));
}

/** The action of the first rule that matches, or the listener's default. */
export function actionFor(listener: Listener, path: string, host: string): Action | undefined {
  const rules = [...listener.rules].sort((one, other) => one.priority - other.priority);
  const rule = rules.find((candidate) => candidate.conditions.every((condition) => holds(condition, path, host)));
  return (rule?.actions ?? listener.defaultActions).at(-1);
}

function holds(condition: RuleCondition, path: string, host: string): boolean {
  switch (condition.Field) {
    case 'path-pattern':
      return (condition.PathPatternConfig?.Values ?? condition.Values ?? []).some((pattern) => fitsWildcard(pattern, path));
    case 'host-header':
      return (condition.HostHeaderConfig?.Values ?? condition.Values ?? []).some((pattern) => fitsWildcard(pattern, host));
    default:
      throw new NotInTwinError(`the listener rule condition ${condition.Field}`);
  }
}
