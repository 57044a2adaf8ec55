import type {
  DeregisterTargetsInput,
  DescribeTargetHealthInput,
  DescribeTargetHealthOutput,
  RegisterTargetsInput,
  TargetDescription,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { checksUpTo, type HealthChecks } from './health-checks.ts';
import type { Target, TargetGroup } from './records.ts';
import type { Store } from './store.ts';

/** Registering targets, letting them go, and their health. */
export function targetOperations(cloud: Cloud, store: Store, health: HealthChecks): Record<string, Operation> {
  const random = cloud.random.split('elb-targets');
  const register = (group: TargetGroup, id: string, zone: string): void => {
    const nowMs = cloud.clock.nowMs;
    const known = group.targets.get(id);
    if (known && known.state !== 'draining') return;
    known?.timer?.cancel();
    const target: Target = {
      id,
      port: group.port,
      zone,
      firstCheckMs: Math.round(nowMs + random.uniform(0, group.check.intervalSeconds * 1000)),
      state: 'initial',
      passes: false,
      inARow: 0,
      lookedMs: nowMs,
    };
    group.targets.set(id, target);
    health.enter(group, target, 'initial', 'Elb.RegistrationInProgress');
    health.look(group, target);
  };
  const letGo = (group: TargetGroup, target: Target): void => {
    if (target.state === 'draining') return;
    target.timer?.cancel();
    target.reason = 'Target.DeregistrationInProgress';
    target.description = 'Target deregistration is in progress';
    const isUsed = store.usersOf(group.arn).length > 0;
    health.enter(group, target, 'draining', target.reason);
    // It stays draining for the whole delay, even when idle (L10).
    target.timer = cloud.clock.after(isUsed ? group.attributes.deregistrationDelaySeconds * 1000 : 0, `drain ${target.id}`, () => {
      if (group.targets.get(target.id) !== target) return;
      group.targets.delete(target.id);
      health.enter(group, target, 'unused', 'Target.NotRegistered');
    });
  };
  return {
    RegisterTargets: taking('elasticloadbalancing:RegisterTargets', 'TargetGroupArn Targets', (input: RegisterTargetsInput) => {
      const group = store.targetGroup(input.TargetGroupArn);
      const found = (input.Targets ?? []).map(({ Id = '' }) => ({ Id, zone: zoneOfRunning(cloud, Id) }));
      for (const { Id, zone } of found) {
        if (zone === undefined)
          throw new AwsError(
            'InvalidTargetException',
            `The following targets are not in a running state and cannot be registered: '${Id}'`,
          );
      }
      for (const { Id, zone } of found) register(group, Id, zone ?? '');
      return {};
    }),
    DeregisterTargets: taking('elasticloadbalancing:DeregisterTargets', 'TargetGroupArn Targets', (input: DeregisterTargetsInput) => {
      const group = store.targetGroup(input.TargetGroupArn);
      for (const { Id } of input.Targets ?? []) {
        const target = group.targets.get(Id ?? '');
        if (target) letGo(group, target);
        // Somebody may wait for the end of a drain that never was.
        else cloud.clock.after(0, `not registered ${Id}`, () => notRegistered(cloud, group, Id ?? ''));
      }
      return {};
    }),
    DescribeTargetHealth: taking(
      'elasticloadbalancing:DescribeTargetHealth',
      'TargetGroupArn Targets',
      (input: DescribeTargetHealthInput): DescribeTargetHealthOutput => {
        const group = store.targetGroup(input.TargetGroupArn);
        const asked: readonly TargetDescription[] =
          input.Targets ?? [...group.targets.values()].map((target) => ({ Id: target.id, Port: target.port }));
        const isUsed = store.usersOf(group.arn).length > 0;
        return { TargetHealthDescriptions: asked.map(({ Id, Port }) => describe(cloud, group, Id ?? '', Port, isUsed)) };
      },
    ),
  };
}

function describe(cloud: Cloud, group: TargetGroup, id: string, port: number | undefined, isUsed: boolean): TargetHealthDescription {
  const target = group.targets.get(id);
  const row = { Target: { Id: id, Port: port ?? group.port }, HealthCheckPort: String(group.port) };
  if (!target)
    return {
      ...row,
      TargetHealth: { State: 'unused', Reason: 'Target.NotRegistered', Description: 'Target is not registered to the target group' },
    };
  if (!isUsed) {
    return {
      ...row,
      TargetHealth: {
        State: 'unused',
        Reason: 'Target.NotInUse',
        Description: 'Target group is not configured to receive traffic from the load balancer',
      },
    };
  }
  if (target.state === 'healthy') return { ...row, TargetHealth: { State: 'healthy' } };
  if (target.state === 'initial') {
    const isChecked = checksUpTo(target, group, cloud.clock.nowMs) > 0;
    const initial = isChecked
      ? { Reason: 'Elb.InitialHealthChecking' as const, Description: 'Initial health checks in progress' }
      : { Reason: 'Elb.RegistrationInProgress' as const, Description: 'Target registration is in progress' };
    return { ...row, TargetHealth: { State: 'initial', ...initial } };
  }
  return {
    ...row,
    TargetHealth: { State: target.state, Reason: target.reason as 'Target.Timeout', Description: target.description ?? '' },
  };
}

type Described = { Reservations?: { Instances?: { State?: { Name?: string }; Placement?: { AvailabilityZone?: string } }[] }[] };

/** The zone of an instance; undefined while it does not run. */
function zoneOfRunning(cloud: Cloud, instanceId: string): string | undefined {
  const answer = cloud.callNow<Described>('ec2', 'DescribeInstances', { InstanceIds: [instanceId] });
  const instance = answer.Reservations?.[0]?.Instances?.[0];
  return instance?.State?.Name === 'running' ? (instance.Placement?.AvailabilityZone ?? '') : undefined;
}

function notRegistered(cloud: Cloud, group: TargetGroup, targetId: string): void {
  if (group.targets.has(targetId)) return;
  cloud.signals.emit('elb:target-health', { targetGroupArn: group.arn, targetId, state: 'unused', reason: 'Target.NotRegistered' });
}
