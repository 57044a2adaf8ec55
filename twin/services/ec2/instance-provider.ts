import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import type { Cloud, Properties, ResourceProvider } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { given } from '../../properties.ts';
import { refuseUnknown } from '../../refuse.ts';
import { tagRecord } from '../../tags.ts';
import type { Fleet } from './fleet.ts';
import type { InstanceState } from './instance.ts';
import { launchRequestOf } from './run-instances.ts';

const TYPE = 'AWS::EC2::Instance';
const ACTED = [
  'ImageId',
  'InstanceType',
  'IamInstanceProfile',
  'NetworkInterfaces',
  'SubnetId',
  'SecurityGroupIds',
  'Monitoring',
  'UserData',
  'Tags',
];
/** Accepted, and listed as without effect: there is no metadata service, and a volume only lives with its instance. */
const INERT = ['MetadataOptions', 'BlockDeviceMappings', 'PropagateTagsToVolumeOnCreation'];

/** AWS::EC2::Instance: one instance by itself, there when it runs. */
export function instanceProvider(cloud: Cloud, fleet: Fleet): ResourceProvider {
  return {
    type: TYPE,
    async create(properties, context) {
      refuseUnknown(TYPE, properties, [...ACTED, ...INERT]);
      const request = launchRequestOf(requestOf(properties), new Map(), fleet.ids.next('r'));
      const instance = fleet.launch({ ...request, tags: { ...context.tags, ...tagRecord(properties.Tags) } });
      await until(cloud, fleet, instance.instanceId, 'running');
      if (instance.state !== 'running') throw new AwsError('InternalError', `Instance ${instance.instanceId} did not become running`);
      const attributes = given({
        InstanceId: instance.instanceId,
        AvailabilityZone: instance.zone,
        PrivateIp: instance.privateIp,
        PublicIp: instance.publicIp,
      });
      return { physicalId: instance.instanceId, attributes };
    },
    update(physicalId, properties, previous, context) {
      const { Tags: _tags, ...rest } = properties;
      const { Tags: _before, ...restBefore } = previous;
      // AWS stops and changes an instance for some of these; the twin replaces for all of them.
      if (JSON.stringify(rest) !== JSON.stringify(restBefore)) return 'replace';
      fleet.get(physicalId).tags = { ...context.tags, ...tagRecord(properties.Tags) };
      return {};
    },
    async delete(physicalId) {
      fleet.terminate(fleet.get(physicalId), { Code: 'Client.UserInitiatedShutdown', Message: 'Client.UserInitiatedShutdown' });
      await until(cloud, fleet, physicalId, 'terminated');
    },
  };
}

function requestOf(properties: Properties): RunInstancesRequest {
  const { ImageId, InstanceType, SubnetId, SecurityGroupIds, UserData, IamInstanceProfile, Monitoring, NetworkInterfaces } = properties;
  const request = given({ ImageId, InstanceType, SubnetId, SecurityGroupIds, UserData });
  return {
    ...request,
    MinCount: 1,
    MaxCount: 1,
    ...(IamInstanceProfile === undefined ? {} : { IamInstanceProfile: { Name: String(IamInstanceProfile) } }),
    ...(Monitoring === undefined ? {} : { Monitoring: { Enabled: String(Monitoring) === 'true' } }),
    ...(NetworkInterfaces === undefined ? {} : { NetworkInterfaces: NetworkInterfaces.map(interfaceOf) }),
  };
}

const interfaceOf = ({ SubnetId, GroupSet, AssociatePublicIpAddress }: Properties) => ({
  SubnetId,
  Groups: GroupSet,
  AssociatePublicIpAddress: String(AssociatePublicIpAddress ?? false) === 'true',
});

/** Resolves when an instance is in a state, or can no longer come to it. */
function until(cloud: Cloud, fleet: Fleet, instanceId: string, state: InstanceState): Promise<void> {
  if ([state, 'terminated'].includes(fleet.get(instanceId).state)) return Promise.resolve();
  return new Promise((resolve) => {
    const release = cloud.signals.on('ec2:instance', (signal) => {
      if (signal.instanceId !== instanceId || ![state, 'terminated'].includes(signal.state)) return;
      release();
      resolve();
    });
  });
}
