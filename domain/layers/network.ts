import type { SiteSpec } from '../site-spec.ts';
import type { LayerDecision, LayerRules, Values } from './rules.ts';

/** One Availability Zone of a site with its subnets; with an application subnet, its web nodes stand there. */
export type ZoneSpec = { name: string; public: string; application?: string | undefined; data: string };

/** How nodes in application subnets get out: by NAT gateways, or not at all but to the AWS services that have an endpoint. */
export type Nat = 'per-zone' | 'one' | 'none';

export type NetworkSpec = {
  cidr: string;
  zones: ZoneSpec[];
  nat?: Nat | undefined;
  flowLogs: boolean;
  flowLogRetentionDays: number;
  bastion?: { cidr: string } | undefined;
};

/** The template's zones: two always, two where the site has them. */
const LETTERS = ['A', 'B', 'C', 'D'] as const;

/** The VPC with its subnets, ways out, filters and security groups. */
export const network: LayerRules = {
  template: () => 'network',
  waitSeconds: 30 * 60,
  parameters: (spec) => ({
    VpcCidr: spec.network.cidr,
    ...Object.fromEntries(LETTERS.flatMap((letter, index) => zoneParameters(letter, spec.network.zones[index]))),
    Nat: natOf(spec.network) ?? 'none',
    QueueEndpoint: endpointsOf(spec).includes('sqs'),
    NodeLogsEndpoint: endpointsOf(spec).includes('logs'),
    FlowLogs: spec.network.flowLogs,
    FlowLogRetentionDays: spec.network.flowLogRetentionDays,
    BastionCidr: spec.network.bastion?.cidr ?? '',
  }),
};

/** A zone that a site does without is told as such, so that an update can take one away again. */
function zoneParameters(letter: string, zone: ZoneSpec | undefined): [string, Values[string]][] {
  return [
    [`Zone${letter}`, zone?.name ?? ''],
    [`PublicCidr${letter}`, zone?.public ?? ''],
    [`ApplicationCidr${letter}`, zone?.application ?? ''],
    [`DataCidr${letter}`, zone?.data ?? ''],
  ];
}

/** The NAT of a site; undefined where its nodes stand in public subnets. Without a word, every zone has its own way out. */
export function natOf({ zones, nat }: Pick<NetworkSpec, 'zones' | 'nat'>): Nat | undefined {
  return zones.some((zone) => zone.application !== undefined) ? (nat ?? 'per-zone') : undefined;
}

/** How many NAT gateways a site has. */
export function natGatewayCount(network: Pick<NetworkSpec, 'zones' | 'nat'>): number {
  const count = { 'per-zone': network.zones.length, one: 1, none: 0 };
  return count[natOf(network) ?? 'none'];
}

/** The AWS services that nodes without a way out reach by interface endpoints: each is billed by the hour and zone. */
export function endpointsOf(spec: Pick<SiteSpec, 'network' | 'worker' | 'logRetentionDays'>): string[] {
  if (natOf(spec.network) !== 'none') return [];
  const always = ['ssm', 'ssmmessages', 'ec2messages', 'secretsmanager'];
  return [...always, ...(spec.worker ? ['sqs'] : []), ...(spec.logRetentionDays === undefined ? [] : ['logs'])];
}

/** What was seen of the network: the state of each NAT gateway. */
export type NetworkFacts = { natGatewayStates: readonly string[] };

/** A network is what it promises when every NAT gateway that was asked for is available. */
export function gateNetwork(wanted: Pick<NetworkSpec, 'zones' | 'nat'>, { natGatewayStates }: NetworkFacts): LayerDecision {
  const count = natGatewayCount(wanted);
  const available = natGatewayStates.filter((state) => state === 'available').length;
  const reason = `${available} of ${count} NAT gateways are available.`;
  if (available >= count) return { action: 'proceed', reason };
  return { action: natGatewayStates.includes('failed') ? 'fail' : 'wait', reason };
}
