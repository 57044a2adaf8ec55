import type { Properties } from '../cloud.ts';
import { differs } from './plan.ts';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const SIZES = ['MinSize', 'MaxSize', 'DesiredCapacity'];
const ACTED_UPON = 'AutoScalingScheduledAction';

type Policy = Readonly<Record<string, unknown>> | undefined;

/** What of an UpdatePolicy changes nothing in the twin, by its paths. */
export const policyWithoutEffect = (policy: Policy): string[] =>
  Object.keys(policy ?? {})
    .filter((name) => name !== ACTED_UPON)
    .map((name) => `UpdatePolicy.${name}`);

/**
 * The properties that an update hands to a resource: with IgnoreUnmodifiedGroupSizeProperties a group's sizes are left as they are,
 * whatever a scheduled action has made of them, unless the template's own values were modified (CloudFormation User Guide: UpdatePolicy).
 */
export function appliedProperties(type: string, policy: Policy, wanted: Properties, previous: Properties): Properties {
  const scheduled = policy?.[ACTED_UPON] as { IgnoreUnmodifiedGroupSizeProperties?: unknown } | undefined;
  if (type !== GROUP || String(scheduled?.IgnoreUnmodifiedGroupSizeProperties) !== 'true') return wanted;
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => !SIZES.includes(name) || differs(value, previous[name])));
}
