import type { Instance as ApiInstance } from '@aws-sdk/client-ec2';
import type { Timer } from '../../clock.ts';
import type { Node } from '../../site/node-model.ts';
import { tagList } from '../../tags.ts';

export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated';

/** A virtual machine: what it was launched with, its state, and the site's node once its operating system is up. */
export type Instance = {
  readonly instanceId: string;
  readonly reservationId: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly privateIp: string;
  /** What the subnet or the launch gave it; never an Elastic IP. */
  readonly publicIp?: string | undefined;
  readonly userData: string;
  readonly securityGroupIds: readonly string[];
  readonly iamInstanceProfile?: { Arn?: string; Name?: string } | undefined;
  readonly launchedMs: number;
  readonly detailedMonitoring: boolean;
  /** Bought on the spot market: EC2 may take it back. */
  readonly isSpot: boolean;
  tags: Readonly<Record<string, string>>;
  state: InstanceState;
  stateReason?: { Code: string; Message: string };
  endedMs?: number;
  node?: Node;
  /** Until the operating system is up, after a launch or a reboot. */
  bootTimer?: Timer;
};

/** The numeric codes of instance states in the EC2 API. */
export const STATE_CODES = { pending: 0, running: 16, 'shutting-down': 32, terminated: 48 } as const;

/** The API's view of a state. */
export function apiState(state: InstanceState): { Name: InstanceState; Code: number } {
  return { Name: state, Code: STATE_CODES[state] };
}

/** An instance as DescribeInstances shows it. */
export function describeInstance(instance: Instance): ApiInstance {
  const gone = instance.state === 'terminated';
  return {
    InstanceId: instance.instanceId,
    ImageId: instance.imageId,
    InstanceType: instance.instanceType as NonNullable<ApiInstance['InstanceType']>,
    LaunchTime: new Date(instance.launchedMs),
    Placement: { AvailabilityZone: instance.zone, Tenancy: 'default' },
    State: apiState(instance.state),
    Monitoring: { State: instance.detailedMonitoring ? 'enabled' : 'disabled' },
    SecurityGroups: instance.securityGroupIds.map((GroupId) => ({ GroupId })),
    Tags: tagList(instance.tags),
    // A terminated instance has given its place in the network back.
    ...(gone ? {} : { SubnetId: instance.subnetId, VpcId: instance.vpcId, PrivateIpAddress: instance.privateIp }),
    ...(gone || !instance.publicIp ? {} : { PublicIpAddress: instance.publicIp }),
    ...(instance.iamInstanceProfile?.Arn ? { IamInstanceProfile: { Arn: instance.iamInstanceProfile.Arn } } : {}),
    ...(instance.isSpot ? { InstanceLifecycle: 'spot' as const } : {}),
    ...(instance.stateReason ? { StateReason: instance.stateReason } : {}),
  };
}
