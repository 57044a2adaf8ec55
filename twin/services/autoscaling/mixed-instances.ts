import type { MixedInstancesPolicy } from '@aws-sdk/client-auto-scaling';
import { NotInTwinError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { refuseUnknown } from '../../refuse.ts';
import { validationError } from './context.ts';
import type { LaunchTemplateOfGroup, MixedInstances } from './group.ts';

const SUBJECT = 'autoscaling:MixedInstancesPolicy';
/** What InstancesDistribution is where nothing is said of it (API Reference, InstancesDistribution). */
const DEFAULTS = { onDemandBase: 0, onDemandPercent: 100, spotStrategy: 'lowest-price' } as const;
/** Pools of spot capacity and their prices are not known here: those that choose by them draw by lot, the rest keep the list's order. */
const BY_LOT = ['price-capacity-optimized', 'capacity-optimized', 'lowest-price'];
const BY_ORDER = ['capacity-optimized-prioritized'];

/** The template of a policy, and how what is launched from it is bought. Weights and requirements are refused by name. */
export function mixedOf(policy: MixedInstancesPolicy): { launchTemplate: LaunchTemplateOfGroup; mixed: MixedInstances } {
  const { LaunchTemplateSpecification: template, Overrides = [] } = policy.LaunchTemplate ?? {};
  if (template === undefined) throw validationError('You must specify a launch template in the mixed instances policy.');
  for (const override of Overrides) refuseUnknown(SUBJECT, override, ['InstanceType']);
  const distribution = policy.InstancesDistribution ?? {};
  refuseUnknown(SUBJECT, distribution, [
    'OnDemandAllocationStrategy',
    'OnDemandBaseCapacity',
    'OnDemandPercentageAboveBaseCapacity',
    'SpotAllocationStrategy',
  ]);
  const { OnDemandAllocationStrategy: onDemand = 'prioritized', SpotAllocationStrategy: spotStrategy = DEFAULTS.spotStrategy } =
    distribution;
  if (onDemand !== 'prioritized') throw new NotInTwinError(`the on-demand allocation strategy ${onDemand}`, 'no prices are known here');
  if (![...BY_LOT, ...BY_ORDER].includes(spotStrategy)) throw validationError(`Invalid SpotAllocationStrategy ${spotStrategy}`);
  const mixed = {
    types: Overrides.map(({ InstanceType = '' }) => InstanceType),
    onDemandBase: distribution.OnDemandBaseCapacity ?? DEFAULTS.onDemandBase,
    onDemandPercent: distribution.OnDemandPercentageAboveBaseCapacity ?? DEFAULTS.onDemandPercent,
    spotStrategy,
  };
  return { launchTemplate: template, mixed };
}

/** The policy as the API shows it. */
export const describeMixed = (launchTemplate: LaunchTemplateOfGroup, mixed: MixedInstances): MixedInstancesPolicy => ({
  LaunchTemplate: {
    LaunchTemplateSpecification: launchTemplate,
    Overrides: mixed.types.map((InstanceType) => ({ InstanceType })),
  },
  InstancesDistribution: {
    OnDemandAllocationStrategy: 'prioritized',
    OnDemandBaseCapacity: mixed.onDemandBase,
    OnDemandPercentageAboveBaseCapacity: mixed.onDemandPercent,
    SpotAllocationStrategy: mixed.spotStrategy,
  },
});

/** How the next instance is bought beside those that are there: the base on demand, then by percent, rounded in favour of on demand. */
export function nextPurchase(
  mixed: MixedInstances,
  present: readonly { isSpot: boolean }[],
  random: Random,
): { isSpot: boolean; instanceType: string | undefined } {
  const above = Math.max(0, present.length + 1 - mixed.onDemandBase);
  const needed = Math.min(present.length + 1, mixed.onDemandBase) + Math.ceil((above * mixed.onDemandPercent) / 100);
  const isSpot = present.filter((member) => !member.isSpot).length >= needed;
  const isDrawn = isSpot && BY_LOT.includes(mixed.spotStrategy) && mixed.types.length > 0;
  return { isSpot, instanceType: isDrawn ? random.pick(mixed.types) : mixed.types[0] };
}
