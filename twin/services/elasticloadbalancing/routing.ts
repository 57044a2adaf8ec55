import type { Action, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { NotInTwinError } from '../../errors.ts';
import { fitsWildcard } from '../../wildcard.ts';
import type { Listener, Target, TargetGroup } from './records.ts';

/** The targets that get requests: the healthy ones; when there is none, all that are registered (fail-open, L14). */
export function routable(group: TargetGroup): Target[] {
  const registered = [...group.targets.values()].filter((target) => target.state !== 'draining');
  const healthy = registered.filter((target) => target.state === 'healthy');
  return healthy.length > 0 ? healthy : registered;
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
