import { natOf } from '../layers/network.ts';
import { numberOf, type SiteResource, textOf } from '../site-resources.ts';
import { openHoursOfMonth } from '../window-hours.ts';
import { alternative, type Charge, type PricedSite, type PriceRule, service, standing } from './charge.ts';
import { onDemandPrice, reservedPrice } from './ec2.ts';
import { HOURS_OF_MONTH } from './row.ts';

/** What Amazon Linux 2023's image has where the template names no size (AL2023 User Guide). */
const IMAGE_VOLUME_GB = 8;
/** EC2 sends seven metrics an instance where they are detailed (EC2 User Guide, detailed monitoring). */
const DETAILED_METRICS = 7;

type Part = Readonly<Record<string, unknown>>;
const partOf = (value: unknown): Part => (typeof value === 'object' && value !== null ? (value as Part) : {});

/** The groups of nodes and single instances. */
export const COMPUTE_RULES: Readonly<Record<string, PriceRule>> = {
  'AWS::AutoScaling::AutoScalingGroup': (group, site) => groupCharges(group, site),
  'AWS::EC2::Instance': (instance) => {
    const type = textOf(instance, 'InstanceType') ?? 'unknown';
    const [first] = Array.isArray(instance.properties.NetworkInterfaces) ? instance.properties.NetworkInterfaces : [];
    const isPublic = String(partOf(first).AssociatePublicIpAddress) === 'true';
    return [
      ...instanceCharges(`EC2 ${type} (${instance.id})`, type, HOURS_OF_MONTH),
      ...volumeCharges(instance.properties, 1),
      ...(isPublic ? [service(`public IPv4 address of ${instance.id}`, HOURS_OF_MONTH, 'ipv4.hour')] : []),
    ];
  },
};

/** The nodes that are there at all times, and those that a window of the calendar adds for its hours. */
function groupCharges(group: SiteResource, { spec, resources }: PricedSite): Charge[] {
  const { type, data, spotShare, onDemandBase } = launchOf(group, resources);
  const min = numberOf(group, 'MinSize') ?? 0;
  const name = textOf(group, 'AutoScalingGroupName') ?? group.id;
  const isWeb = name === spec.web.group;
  // Without application subnets every node stands in a public one, and has an address of its own there.
  const isPublic = natOf(spec.network) === undefined;
  const stretches = [
    { what: `${min} × EC2 ${type} in ${name}, the minimum`, from: 0, nodes: min, hours: HOURS_OF_MONTH },
    ...(isWeb ? spec.windows : []).map((window) => ({
      what: `${Math.max(0, window.min - min)} × EC2 ${type} more in "${window.name}"`,
      from: min,
      nodes: Math.max(0, window.min - min),
      hours: openHoursOfMonth(window),
    })),
  ];
  // The first nodes of a group are its base; the share of spot is of those above it.
  const spotOf = (from: number, nodes: number): number =>
    nodes === 0 ? 0 : (spotShare * Math.max(0, from + nodes - Math.max(from, onDemandBase))) / nodes;
  return stretches.flatMap(({ what, from, nodes, hours }, index) => [
    ...instanceCharges(what, type, nodes * hours, spotOf(from, nodes), index === 0),
    ...volumeCharges(data, (nodes * hours) / HOURS_OF_MONTH),
    ...(isPublic ? [service(`public IPv4 addresses of ${nodes} nodes`, nodes * hours, 'ipv4.hour')] : []),
    ...(String(partOf(data.Monitoring).Enabled) === 'true'
      ? [service(`detailed monitoring of ${nodes} nodes`, (DETAILED_METRICS * nodes * hours) / HOURS_OF_MONTH, 'cloudwatch.metric')]
      : []),
  ]);
}

/** Hours of a type on demand, and as far as the site says from what is spare; reserved is told beside what is there at all times. */
function instanceCharges(what: string, type: string, hours: number, spotShare = 0, isSteady = true): Charge[] {
  const onDemand = standing(what, hours * (1 - spotShare), onDemandPrice(type));
  // The price of spare capacity moves by the hour and zone: whatever stood here would be an invention.
  const spot: Charge = { ...standing(`${what} (spot)`, hours * spotShare, undefined), pricing: 'spot' };
  return [
    ...(spotShare < 1 ? [onDemand] : []),
    ...(spotShare > 0 ? [spot] : [alternative({ ...onDemand, what: `${what}, as spot` }, 'spot', undefined)]),
    ...(isSteady && spotShare < 1
      ? [alternative({ ...onDemand, what: `${what}, reserved for a year` }, 'reserved', reservedPrice(type))]
      : []),
  ];
}

function volumeCharges(data: Part, count: number): Charge[] {
  const mappings = Array.isArray(data.BlockDeviceMappings) ? data.BlockDeviceMappings : [];
  return mappings.map((mapping) => {
    const { VolumeSize: size, VolumeType: type } = partOf(partOf(mapping).Ebs);
    const gb = size === undefined ? IMAGE_VOLUME_GB : Number(size);
    const what = `EBS ${String(type)} root volumes of ${gb} GB${size === undefined ? ' (as the image has)' : ''}`;
    return type === 'gp3' ? service(what, gb * count, 'ebs.gp3') : standing(what, gb * count, undefined, 'GB-month');
  });
}

/** What a group launches: its template's data, its first type, how many are on demand in any case and which share above them is spot. */
export type Launch = { type: string; data: Part; spotShare: number; onDemandBase: number };

/** What a group's properties say of it. */
export function launchOf(group: SiteResource, resources: readonly SiteResource[]): Launch {
  const policy = partOf(group.properties.MixedInstancesPolicy);
  const mixed = partOf(policy.LaunchTemplate);
  const specification = partOf(mixed.LaunchTemplateSpecification ?? group.properties.LaunchTemplate);
  const { Ref: id } = partOf(specification.LaunchTemplateId);
  const data = partOf(resources.find((resource) => resource.id === id && resource.layer === group.layer)?.properties.LaunchTemplateData);
  const [first] = Array.isArray(mixed.Overrides) ? mixed.Overrides : [];
  const { OnDemandPercentageAboveBaseCapacity: onDemandPercent, OnDemandBaseCapacity: base } = partOf(policy.InstancesDistribution);
  return {
    type: String(partOf(first).InstanceType ?? data.InstanceType ?? 'unknown'),
    data,
    spotShare: onDemandPercent === undefined ? 0 : 1 - Number(onDemandPercent) / 100,
    onDemandBase: Number(base ?? 0),
  };
}
