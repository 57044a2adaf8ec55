import type {
  TargetGroup as ApiTargetGroup,
  CreateTargetGroupInput,
  DescribeTargetGroupAttributesOutput,
  DescribeTargetGroupsInput,
  DescribeTargetGroupsOutput,
  ModifyTargetGroupAttributesInput,
  ModifyTargetGroupInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Cloud, type Operation, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { taking } from '../../refuse.ts';
import { tagRecord } from '../../tags.ts';
import type { HealthChecks } from './health-checks.ts';
import type { TargetGroup } from './records.ts';
import type { Store } from './store.ts';
import { changedAttributes, listedAttributes, newAttributes } from './target-group-attributes.ts';

const CHECK =
  'HealthCheckEnabled HealthCheckProtocol HealthCheckPort HealthCheckPath HealthCheckIntervalSeconds HealthCheckTimeoutSeconds HealthyThresholdCount UnhealthyThresholdCount Matcher';

/** Target groups and their attributes. `changed` hears when visitors may be served otherwise. */
export function targetGroupOperations(cloud: Cloud, store: Store, health: HealthChecks, changed: () => void): Record<string, Operation> {
  const random = cloud.random.split('elb-target-groups');
  return {
    CreateTargetGroup: taking(
      'elasticloadbalancing:CreateTargetGroup',
      `Name Protocol ProtocolVersion Port VpcId TargetType Tags ${CHECK}`,
      (input: CreateTargetGroupInput) => {
        const group = newTargetGroup(cloud, store, random, input);
        store.targetGroups.set(group.arn, group);
        health.count(group);
        return { TargetGroups: [describe(store, group)] };
      },
    ),
    ModifyTargetGroup: taking('elasticloadbalancing:ModifyTargetGroup', `TargetGroupArn ${CHECK}`, (input: ModifyTargetGroupInput) => {
      const group = store.targetGroup(input.TargetGroupArn);
      group.check = checkOf(cloud, input, group.check);
      health.lookAtGroup(group);
      return { TargetGroups: [describe(store, group)] };
    }),
    ModifyTargetGroupAttributes: taking(
      'elasticloadbalancing:ModifyTargetGroupAttributes',
      'TargetGroupArn Attributes',
      (input: ModifyTargetGroupAttributesInput) => {
        const group = store.targetGroup(input.TargetGroupArn);
        group.attributes = changedAttributes(group.attributes, input.Attributes ?? []);
        changed();
        return { Attributes: listedAttributes(group.attributes) };
      },
    ),
    DescribeTargetGroupAttributes: taking(
      'elasticloadbalancing:DescribeTargetGroupAttributes',
      'TargetGroupArn',
      (input: { TargetGroupArn?: string }): DescribeTargetGroupAttributesOutput => ({
        Attributes: listedAttributes(store.targetGroup(input.TargetGroupArn).attributes),
      }),
    ),
    DescribeTargetGroups: taking(
      'elasticloadbalancing:DescribeTargetGroups',
      'LoadBalancerArn TargetGroupArns Names Marker PageSize',
      (input: DescribeTargetGroupsInput): DescribeTargetGroupsOutput => {
        const all = [...store.targetGroups.values()];
        const byArn = input.TargetGroupArns?.map((arn) => store.targetGroup(arn));
        const byName = input.Names?.map((name) => store.targetGroup(all.find((known) => known.name === name)?.arn));
        const chosen = (byArn ?? byName ?? all).filter(
          (group) => !input.LoadBalancerArn || store.usersOf(group.arn).some((balancer) => balancer.arn === input.LoadBalancerArn),
        );
        return { TargetGroups: chosen.map((group) => describe(store, group)) };
      },
    ),
    DeleteTargetGroup: taking('elasticloadbalancing:DeleteTargetGroup', 'TargetGroupArn', (input: { TargetGroupArn?: string }) => {
      const group = store.targetGroups.get(input.TargetGroupArn ?? '');
      if (!group) return {};
      if (store.usersOf(group.arn).length > 0)
        throw new AwsError('ResourceInUseException', `Target group '${group.arn}' is currently in use by a listener or a rule`);
      for (const target of group.targets.values()) target.timer?.cancel();
      group.targets.clear();
      store.targetGroups.delete(group.arn);
      return {};
    }),
  };
}

function newTargetGroup(cloud: Cloud, store: Store, random: Random, input: CreateTargetGroupInput): TargetGroup {
  const name = input.Name ?? '';
  if (input.TargetType !== undefined && input.TargetType !== 'instance') throw new NotInTwinError(`targets of type ${input.TargetType}`);
  if ([...store.targetGroups.values()].some((known) => known.name === name)) {
    throw new AwsError('DuplicateTargetGroupNameException', `A target group with the name '${name}' already exists`);
  }
  const fullName = `targetgroup/${name}/${random.hex(16)}`;
  return {
    arn: serviceArn(cloud, 'elasticloadbalancing', fullName),
    name,
    fullName,
    port: input.Port ?? 80,
    protocol: input.Protocol ?? 'HTTP',
    vpcId: input.VpcId ?? '',
    check: checkOf(cloud, input, undefined),
    attributes: newAttributes(cloud.facts.value('elb.deregistrationDelay')),
    tags: tagRecord(input.Tags),
    targets: new Map(),
    counts: [],
  };
}

function checkOf(
  cloud: Cloud,
  input: Omit<ModifyTargetGroupInput, 'TargetGroupArn'>,
  previous: TargetGroup['check'] | undefined,
): TargetGroup['check'] {
  const fact = (name: string): number => cloud.facts.value(name);
  if (input.HealthCheckEnabled === false) throw new NotInTwinError('target groups without health checks');
  return {
    path: input.HealthCheckPath ?? previous?.path ?? '/',
    matcher: input.Matcher?.HttpCode ?? previous?.matcher ?? '200',
    intervalSeconds: input.HealthCheckIntervalSeconds ?? previous?.intervalSeconds ?? fact('elb.healthCheckInterval'),
    timeoutSeconds: input.HealthCheckTimeoutSeconds ?? previous?.timeoutSeconds ?? fact('elb.healthCheckTimeout'),
    healthyThreshold: input.HealthyThresholdCount ?? previous?.healthyThreshold ?? fact('elb.healthyThreshold'),
    unhealthyThreshold: input.UnhealthyThresholdCount ?? previous?.unhealthyThreshold ?? fact('elb.unhealthyThreshold'),
  };
}

function describe(store: Store, group: TargetGroup): ApiTargetGroup {
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: group.protocol as 'HTTP',
    Port: group.port,
    VpcId: group.vpcId,
    TargetType: 'instance',
    HealthCheckEnabled: true,
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 'traffic-port',
    HealthCheckPath: group.check.path,
    HealthCheckIntervalSeconds: group.check.intervalSeconds,
    HealthCheckTimeoutSeconds: group.check.timeoutSeconds,
    HealthyThresholdCount: group.check.healthyThreshold,
    UnhealthyThresholdCount: group.check.unhealthyThreshold,
    Matcher: { HttpCode: group.check.matcher },
    LoadBalancerArns: store.usersOf(group.arn).map((balancer) => balancer.arn),
  };
}
