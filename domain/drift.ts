import type { Layer } from './glossary.ts';

/** One property that is no longer what its template says. */
export type Difference = { path: string; expected: string; actual: string };

/** A resource that is no longer what its template says, as CloudFormation found it. */
export type DriftFound = { layer: Layer; id: string; type: string; is: 'changed' | 'deleted'; differences: readonly Difference[] };

/** What is known of the site beside its stacks: its own limits, and whether the calendar has others in force. */
export type DriftContext = { isWindowOpen: boolean; min: number; max: number };

/** What Nines, the calendar and AWS change themselves: no drift. */
type Ours = { type: string; path: string; isOurs: (difference: Difference, context: DriftContext) => boolean };

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const always = () => true;
const OURS: readonly Ours[] = [
  // The calendar's while a window is open; after one that closed to new limits, the spec's, which the stack learns at its next update.
  { type: GROUP, path: '/MinSize', isOurs: ({ actual }, { isWindowOpen, min }) => isWindowOpen || actual === String(min) },
  { type: GROUP, path: '/MaxSize', isOurs: ({ actual }, { isWindowOpen, max }) => isWindowOpen || actual === String(max) },
  { type: GROUP, path: '/DesiredCapacity', isOurs: always },
  // refresh-site moves the group to the version that holds its image.
  { type: GROUP, path: '/LaunchTemplate/Version', isOurs: always },
  { type: GROUP, path: '/MixedInstancesPolicy/LaunchTemplate/LaunchTemplateSpecification/Version', isOurs: always },
  // A template names a major version, and RDS patches the minor one.
  { type: 'AWS::RDS::DBInstance', path: '/EngineVersion', isOurs: ({ expected, actual }) => actual.startsWith(`${expected}.`) },
  { type: 'AWS::RDS::DBCluster', path: '/EngineVersion', isOurs: ({ expected, actual }) => actual.startsWith(`${expected}.`) },
];

/** Parts what somebody has changed by hand from what was changed on purpose; a deleted resource is always told. */
export function judgeDrift(found: readonly DriftFound[], context: DriftContext): { drift: DriftFound[]; ours: DriftFound[] } {
  const isOurs = (type: string) => (difference: Difference) =>
    OURS.some((rule) => rule.type === type && rule.path === difference.path && rule.isOurs(difference, context));
  const keep = (wanted: (type: string) => (difference: Difference) => boolean): DriftFound[] =>
    found
      .map((resource) => ({ ...resource, differences: resource.differences.filter(wanted(resource.type)) }))
      .filter(({ differences }) => differences.length > 0);
  const deleted = found.filter(({ is }) => is === 'deleted');
  return { drift: [...deleted, ...keep((type) => (difference) => !isOurs(type)(difference))], ours: keep(isOurs) };
}

/** What people are told of it. */
export function driftText(drift: readonly DriftFound[], notKnown: readonly { layer: Layer; reason: string }[]): string {
  const told = drift.map(({ layer, id, is, differences }) =>
    is === 'deleted' ? `${layer}: ${id} is gone` : `${layer}: ${id} ${differences.map(differenceText).join(', ')}`,
  );
  const unknown = notKnown.map(({ layer, reason }) => `${layer}: not known, ${reason}`);
  return [told.length === 0 ? 'Nothing that was checked has drifted' : told.join('; '), ...unknown].join('; ').concat('.');
}

const differenceText = ({ path, expected, actual }: Difference): string => `${path.slice(1)} is ${actual} instead of ${expected}`;
