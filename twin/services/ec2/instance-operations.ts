import type {
  DescribeInstanceStatusRequest,
  DescribeInstanceStatusResult,
  DescribeInstancesRequest,
  DescribeInstancesResult,
  RebootInstancesRequest,
  RunInstancesRequest,
  TerminateInstancesRequest,
  TerminateInstancesResult,
} from '@aws-sdk/client-ec2';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { tagRecord } from '../../tags.ts';
import { passes } from './filters.ts';
import type { Fleet } from './fleet.ts';
import type { Images } from './images.ts';
import { apiState, describeInstance, type Instance, STATE_CODES } from './instance.ts';
import type { LaunchTemplate } from './launch-templates.ts';
import { launchRequestOf } from './run-instances.ts';

/** Launching, ending and reading instances. */
export function instanceOperations(
  cloud: Cloud,
  fleet: Fleet,
  templates: ReadonlyMap<string, LaunchTemplate>,
  images: Images,
): Record<string, Operation> {
  /** What a client token has launched: the same token again answers the same instances. */
  const byToken = new Map<string, Instance[]>();
  const reservation = (launched: readonly Instance[]): object => ({
    ReservationId: launched[0]?.reservationId,
    OwnerId: cloud.account,
    Instances: launched.map(describeInstance),
  });
  const visible = (): Instance[] => {
    const oldestMs = cloud.clock.nowMs - cloud.facts.valueMs('ec2.terminatedVisible');
    return [...fleet.instances.values()].filter((instance) => instance.state !== 'terminated' || (instance.endedMs ?? 0) >= oldestMs);
  };
  const select = (ids: readonly string[] | undefined, filters: DescribeInstancesRequest['Filters']): Instance[] => {
    const asked = ids?.length ? ids.map((id) => fleet.get(id)) : visible();
    return asked.filter((instance) => passes(filters, filterValues(instance), instance.tags));
  };
  return {
    RunInstances: taking(
      'ec2:RunInstances',
      'ImageId InstanceType UserData SecurityGroupIds Monitoring IamInstanceProfile SubnetId NetworkInterfaces LaunchTemplate InstanceMarketOptions MinCount MaxCount TagSpecifications ClientToken',
      (input: RunInstancesRequest) => {
        const count = input.MaxCount ?? 0;
        if (!input.MinCount || count < input.MinCount)
          throw new AwsError('InvalidParameterValue', 'MaxCount must not be below MinCount, which is at least 1');
        const before = byToken.get(input.ClientToken ?? '');
        if (before) return reservation(before);
        const request = launchRequestOf(input, templates, fleet.ids.next('r'));
        images.assertLaunchable(request.imageId);
        const launched = Array.from({ length: count }, () => fleet.launch(request));
        if (input.ClientToken) byToken.set(input.ClientToken, launched);
        return reservation(launched);
      },
    ),
    TerminateInstances: taking(
      'ec2:TerminateInstances',
      'InstanceIds',
      (input: TerminateInstancesRequest, call): TerminateInstancesResult => {
        const chosen = (input.InstanceIds ?? []).map((id) => fleet.get(id));
        const byService = call.principal.kind === 'service';
        const reason = byService
          ? { Code: 'Server.ScheduledStop', Message: 'Service initiated' }
          : { Code: 'Client.UserInitiatedShutdown', Message: 'Client.UserInitiatedShutdown: User initiated shutdown' };
        return {
          TerminatingInstances: chosen.map((instance) => ({
            InstanceId: instance.instanceId,
            PreviousState: apiState(fleet.terminate(instance, reason)),
            CurrentState: apiState(instance.state),
          })),
        };
      },
    ),
    RebootInstances: taking('ec2:RebootInstances', 'InstanceIds', ({ InstanceIds = [] }: RebootInstancesRequest) => {
      for (const instance of InstanceIds.map((id) => fleet.get(id))) fleet.reboot(instance);
      return {};
    }),
    DescribeInstances: taking(
      'ec2:DescribeInstances',
      'InstanceIds Filters MaxResults NextToken',
      (input: DescribeInstancesRequest): DescribeInstancesResult => ({
        Reservations: select(input.InstanceIds, input.Filters).map((instance) => ({
          ReservationId: instance.reservationId,
          OwnerId: cloud.account,
          Instances: [describeInstance(instance)],
        })),
      }),
    ),
    DescribeInstanceStatus: taking(
      'ec2:DescribeInstanceStatus',
      'InstanceIds Filters IncludeAllInstances',
      (input: DescribeInstanceStatusRequest): DescribeInstanceStatusResult => ({
        InstanceStatuses: select(input.InstanceIds, input.Filters)
          .filter((instance) => input.IncludeAllInstances === true || instance.state === 'running')
          .map((instance) => ({
            InstanceId: instance.instanceId,
            AvailabilityZone: instance.zone,
            InstanceState: apiState(instance.state),
            InstanceStatus: { Status: checkStatus(instance) },
            SystemStatus: { Status: checkStatus(instance) },
          })),
      }),
    ),
    CreateTags: taking('ec2:CreateTags', 'Resources Tags', (input: { Resources?: string[]; Tags?: { Key?: string; Value?: string }[] }) => {
      for (const id of input.Resources ?? []) {
        const instance = fleet.get(id);
        instance.tags = { ...instance.tags, ...tagRecord(input.Tags) };
      }
      return {};
    }),
  };
}

function checkStatus(instance: Instance): 'ok' | 'initializing' | 'not-applicable' {
  if (instance.state !== 'running') return 'not-applicable';
  return instance.node ? 'ok' : 'initializing';
}

function filterValues(instance: Instance): Record<string, readonly string[]> {
  return {
    'instance-id': [instance.instanceId],
    'instance-state-name': [instance.state],
    'instance-state-code': [String(STATE_CODES[instance.state])],
    'instance-type': [instance.instanceType],
    'image-id': [instance.imageId],
    'availability-zone': [instance.zone],
    'subnet-id': [instance.subnetId],
    'vpc-id': [instance.vpcId],
    'private-ip-address': [instance.privateIp],
    'instance-lifecycle': instance.isSpot ? ['spot'] : [],
    'reservation-id': [instance.reservationId],
  };
}
