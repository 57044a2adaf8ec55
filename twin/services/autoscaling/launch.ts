import type { Reservation } from '@aws-sdk/client-ec2';
import { AwsError } from '../../errors.ts';
import { beginActivity, endActivity } from './activities.ts';
import { type Context, enter, metricsChanged, SERVICE } from './context.ts';
import { type Group, isLeaving, type LaunchSettings, type Member, standInOf } from './group.ts';
import { runHooks } from './hooks.ts';
import { nextPurchase } from './mixed-instances.ts';
import { settingsInForce } from './refresh.ts';
import { emptiestZone } from './zones.ts';

/** What happens around a launch that the launch itself does not decide. */
export type LaunchEnd = {
  /** The member is in service. */
  arrived(group: Group, member: Member): void;
  /** The launch was given up after the instance existed: it has to go, and another to come. */
  abandoned(group: Group, member: Member): void;
  /** EC2 launched nothing. */
  refused(group: Group): void;
};

/** What a launch is for: to replace somebody who goes, or to stand in for somebody who has not gone yet. */
export type LaunchAs = { replaces: boolean; standsInFor?: string | undefined };
type Purchase = ReturnType<typeof nextPurchase>;

/** Starts one instance in the emptiest zone and brings it through its launch hooks into service (A7, A15). */
export function launch(context: Context, group: Group, cause: string, { replaces, standsInFor }: LaunchAs, end: LaunchEnd): void {
  const { cloud, random } = context;
  const settings = settingsInForce(group);
  // Who is being replaced leaves its place to its successor.
  const staying = [...group.members.values()].filter(
    (member) => !isLeaving(member) && member.instanceId !== standsInFor && !standInOf(group, member),
  );
  const purchase = settings.mixed && nextPurchase(settings.mixed, staying, random);
  const zone = emptiestZone([...new Set(group.subnets.map((subnet) => subnet.zone))], staying);
  const subnetId = (group.subnets.find((subnet) => subnet.zone === zone) as { id: string }).id;
  const begin = (instanceId: string) => beginActivity(cloud, random, group, { kind: 'launch', instanceId, zone, subnetId, cause });
  let reservation: Reservation;
  try {
    reservation = cloud.callNow<Reservation>('ec2', 'RunInstances', runRequest(group, settings, subnetId, purchase), SERVICE);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    endActivity(cloud, group, begin(''), 'Failed', `${error.message} Launching EC2 instance failed.`);
    end.refused(group);
    return;
  }
  const instance = reservation.Instances?.[0];
  const tags = new Map(instance?.Tags?.map((tag) => [tag.Key, tag.Value]));
  const member: Member = {
    instanceId: instance?.InstanceId ?? '',
    instanceType: instance?.InstanceType ?? '',
    zone,
    launchedMs: cloud.clock.nowMs,
    launchTemplate: {
      LaunchTemplateId: tags.get('aws:ec2launchtemplate:id') ?? '',
      LaunchTemplateName: settings.launchTemplate.LaunchTemplateName ?? '',
      Version: tags.get('aws:ec2launchtemplate:version') ?? '',
    },
    state: 'Pending',
    health: 'Healthy',
    isProtected: group.protectNew,
    warmMs: Number.POSITIVE_INFINITY,
    launch: begin(instance?.InstanceId ?? ''),
    replaces,
    isSpot: purchase?.isSpot ?? false,
    generation: group.generation,
    ...(standsInFor === undefined ? {} : { standsInFor }),
  };
  group.members.set(member.instanceId, member);
  enter(context, group, member, 'Pending');
}

/** The instance of a pending member runs: its launch hooks hold it, then it comes into service. */
export function onRunning(context: Context, group: Group, member: Member, end: LaunchEnd): void {
  if (member.state !== 'Pending') return;
  const { cloud, random } = context;
  const readyMs = member.launch.startMs + cloud.facts.drawMs('autoscaling.launchActivity', random);
  member.launch.status = 'InProgress';
  runHooks(context, group, member, 'autoscaling:EC2_INSTANCE_LAUNCHING', (result, reason) => {
    if (!member.state.startsWith('Pending')) return;
    if (result === 'ABANDON') {
      endActivity(cloud, group, member.launch, 'Cancelled', `Instance failed to complete user's Lifecycle Action: ${reason}`);
      end.abandoned(group, member);
      return;
    }
    if (member.state === 'Pending:Wait') enter(context, group, member, 'Pending:Proceed');
    cloud.clock.at(readyMs, `in service ${member.instanceId}`, () => comeIntoService(context, group, member, end));
  });
}

function comeIntoService(context: Context, group: Group, member: Member, end: LaunchEnd): void {
  const { cloud } = context;
  if (!member.state.startsWith('Pending')) return;
  if (!group.suspended.has('AddToLoadBalancer')) register(context, group, member);
  enter(context, group, member, 'InService');
  member.inServiceMs = cloud.clock.nowMs;
  member.warmMs = cloud.clock.nowMs + warmupSeconds(group) * 1000;
  endActivity(cloud, group, member.launch, 'Successful');
  metricsChanged(context);
  end.arrived(group, member);
}

// A target group that was deleted, or an instance that ended in this moment, is no target; health checks tell the rest.
function register(context: Context, group: Group, member: Member): void {
  for (const TargetGroupArn of group.targetGroupArns) {
    try {
      context.cloud.callNow('elasticloadbalancing', 'RegisterTargets', { TargetGroupArn, Targets: [{ Id: member.instanceId }] }, SERVICE);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  }
}

/** How long a new instance warms up: the policy's own time, the group's, or the cooldown when a policy has none (A22). */
export function warmupSeconds(group: Group): number {
  const policies = [...group.policies.values()];
  if (policies.length === 0) return group.warmupSeconds ?? 0;
  return Math.max(...policies.map((policy) => policy.warmupSeconds ?? group.warmupSeconds ?? group.cooldownSeconds));
}

function runRequest(group: Group, { launchTemplate }: LaunchSettings, SubnetId: string, purchase?: Purchase): object {
  const propagated = group.tags.filter((tag) => tag.PropagateAtLaunch).map(({ Key, Value }) => ({ Key, Value }));
  const Tags = [...propagated, { Key: 'aws:autoscaling:groupName', Value: group.name }];
  return {
    MinCount: 1,
    MaxCount: 1,
    SubnetId,
    LaunchTemplate: launchTemplate,
    ...(purchase?.instanceType === undefined ? {} : { InstanceType: purchase.instanceType }),
    ...(purchase?.isSpot ? { InstanceMarketOptions: { MarketType: 'spot' } } : {}),
    TagSpecifications: [{ ResourceType: 'instance', Tags }],
  };
}
