import { type Cloud, serviceArn, type TaggedResource } from '../../cloud.ts';
import type { ElasticAddresses } from './elastic-addresses.ts';
import type { Fleet } from './fleet.ts';
import type { Images } from './images.ts';
import type { LaunchTemplate } from './launch-templates.ts';
import type { NatGateways } from './nat-gateways.ts';
import type { NetworkStore } from './network-store.ts';
import type { VpcEndpoints } from './vpc-endpoints.ts';

/** The kinds of network records that have ARNs and tags of their own. */
const ARN_NAMES: Readonly<Record<string, string>> = {
  VPC: 'vpc',
  Subnet: 'subnet',
  SecurityGroup: 'security-group',
  InternetGateway: 'internet-gateway',
  RouteTable: 'route-table',
  NetworkAcl: 'network-acl',
  FlowLog: 'vpc-flow-log',
};

/** Everything of EC2 that may carry tags. */
export type Holdings = {
  network: NetworkStore;
  templates: ReadonlyMap<string, LaunchTemplate>;
  fleet: Fleet;
  images: Images;
  natGateways: NatGateways;
  addresses: ElasticAddresses;
  endpoints: VpcEndpoints;
};

/** What of EC2 carries tags now: instances that are not gone cost money, and so do ways out of the VPC. */
export function taggedResources(cloud: Cloud, holdings: Holdings): TaggedResource[] {
  const { network, templates, fleet, images, natGateways, addresses, endpoints } = holdings;
  const resource = (kind: string, id: string, tags: Readonly<Record<string, string>>, billable: boolean): TaggedResource => ({
    arn: serviceArn(cloud, 'ec2', `${kind}/${id}`),
    tags,
    billable,
  });
  const records = Object.entries(ARN_NAMES).flatMap(([type, kind]) =>
    network.ofType(type).map((record) => resource(kind, record.id, record.tags, false)),
  );
  const instances = [...fleet.instances.values()].filter((instance) => instance.state !== 'terminated');
  return [
    ...records,
    ...[...templates.values()].map((template) => resource('launch-template', template.id, template.tags, false)),
    ...instances.map((instance) => resource('instance', instance.instanceId, instance.tags, true)),
    ...images.all().map(({ imageId, tags }) => resource('image', imageId, tags, false)),
    // What an image costs is what its snapshot keeps.
    ...[...images.snapshots.values()].map(({ snapshotId, tags }) => resource('snapshot', snapshotId, tags, true)),
    ...natGateways.visible().map(({ id, tags, state }) => resource('natgateway', id, tags, state === 'pending' || state === 'available')),
    ...addresses.all().map(({ allocationId, tags }) => resource('elastic-ip', allocationId, tags, true)),
    ...endpoints.all().map(({ id, tags, type }) => resource('vpc-endpoint', id, tags, type === 'Interface')),
  ];
}
