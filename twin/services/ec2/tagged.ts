import { type Cloud, serviceArn, type TaggedResource } from '../../cloud.ts';
import type { Fleet } from './fleet.ts';
import type { LaunchTemplate } from './launch-templates.ts';
import type { NetworkStore } from './network-store.ts';

/** The kinds of network records that have ARNs and tags of their own. */
const ARN_NAMES: Readonly<Record<string, string>> = {
  VPC: 'vpc',
  Subnet: 'subnet',
  SecurityGroup: 'security-group',
  InternetGateway: 'internet-gateway',
  RouteTable: 'route-table',
  NetworkAcl: 'network-acl',
};

/** What of EC2 carries tags now; only instances that are not gone cost money. */
export function taggedResources(
  cloud: Cloud,
  network: NetworkStore,
  templates: ReadonlyMap<string, LaunchTemplate>,
  fleet: Fleet,
): TaggedResource[] {
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
  ];
}
