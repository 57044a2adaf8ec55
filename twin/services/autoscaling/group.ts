import type { Timer } from '../../clock.ts';
import type { Activity } from './activities.ts';
import type { Policy } from './policy.ts';
import type { Refresh } from './refresh.ts';
import type { ScheduledAction } from './scheduled-action.ts';

/** The lifecycle states of an instance in a group (A6). */
export type LifecycleState =
  | 'Pending'
  | 'Pending:Wait'
  | 'Pending:Proceed'
  | 'InService'
  | 'Terminating'
  | 'Terminating:Wait'
  | 'Terminating:Proceed'
  | 'Terminated';

export type Transition = 'autoscaling:EC2_INSTANCE_LAUNCHING' | 'autoscaling:EC2_INSTANCE_TERMINATING';
export type HookResult = 'CONTINUE' | 'ABANDON';

export type Hook = {
  readonly name: string;
  transition: Transition;
  heartbeatSeconds: number;
  defaultResult: HookResult;
  metadata?: string | undefined;
};

/** An instance that waits for somebody to complete a lifecycle action. */
export type LifecycleWait = {
  readonly hook: Hook;
  readonly token: string;
  readonly startedMs: number;
  timer: Timer;
  complete(result: HookResult, reason: string): void;
};

/** An instance of a group. */
export type Member = {
  readonly instanceId: string;
  readonly instanceType: string;
  readonly zone: string;
  readonly launchedMs: number;
  readonly launchTemplate: { LaunchTemplateId: string; LaunchTemplateName: string; Version: string };
  state: LifecycleState;
  health: 'Healthy' | 'Unhealthy';
  isProtected: boolean;
  /** Set when the instance came into service. */
  inServiceMs?: number;
  /** When it begins to count in the group's metrics (A38). */
  warmMs: number;
  /** When it began to leave. */
  leavingMs?: number;
  wait?: LifecycleWait;
  launch: Activity;
  readonly replaces: boolean;
  /** Bought on the spot market. */
  readonly isSpot: boolean;
  /** By which of the group's settings it was launched: each refresh and each rollback begins another generation. */
  readonly generation: number;
  /** The member that it is to replace once it is ready; so long it does not count toward the capacity. */
  standsInFor?: string;
};

export type LaunchTemplateOfGroup = {
  LaunchTemplateId?: string | undefined;
  LaunchTemplateName?: string | undefined;
  Version?: string | undefined;
};

/** Several instance types, some of them on the spot market. */
export type MixedInstances = {
  readonly types: readonly string[];
  readonly onDemandBase: number;
  readonly onDemandPercent: number;
  readonly spotStrategy: string;
};

/** What a group launches. */
export type LaunchSettings = { readonly launchTemplate: LaunchTemplateOfGroup; readonly mixed?: MixedInstances | undefined };

export type GroupTag = { Key: string; Value: string; PropagateAtLaunch: boolean };

/** A group: its limits, what it launches, and everything that hangs on it. */
export type Group = {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  minSize: number;
  maxSize: number;
  desired: number;
  cooldownSeconds: number;
  warmupSeconds?: number | undefined;
  healthCheckType: 'EC2' | 'ELB';
  graceSeconds: number;
  subnets: readonly { id: string; zone: string }[];
  targetGroupArns: string[];
  settings: LaunchSettings;
  /** How far replacements may bring the group below and above what is wanted; without it they go and come at once (A10). */
  maintenance?: { minPercent: number; maxPercent: number } | undefined;
  generation: number;
  /** The latest first. */
  readonly refreshes: Refresh[];
  terminationPolicies: readonly string[];
  protectNew: boolean;
  tags: GroupTag[];
  isDeleting: boolean;
  readonly members: Map<string, Member>;
  readonly hooks: Map<string, Hook>;
  readonly policies: Map<string, Policy>;
  readonly scheduled: Map<string, ScheduledAction>;
  readonly suspended: Set<string>;
  readonly activities: Activity[];
  /** Why the desired capacity differs from the actual one, for the cause texts of what follows. */
  causes: string[];
  reconciliation?: Timer | undefined;
  /** When the last scaling activity ended, for cooldowns. */
  lastActivityEndMs?: number | undefined;
};

/** Members that count toward the capacity: on their way in, or in service, and not there for somebody who has not gone yet. */
export function counted(group: Group): Member[] {
  return [...group.members.values()].filter((member) => !isLeaving(member) && !isStandIn(group, member));
}

/** Who is launched to replace a member, and is not on its way out itself. */
export function standInOf(group: Group, { instanceId }: Member): Member | undefined {
  return [...group.members.values()].find((member) => member.standsInFor === instanceId && !isLeaving(member));
}

function isStandIn(group: Group, { standsInFor }: Member): boolean {
  const replaced = standsInFor === undefined ? undefined : group.members.get(standsInFor);
  return replaced !== undefined && !isLeaving(replaced);
}

export function isLeaving(member: Member): boolean {
  return member.state.startsWith('Terminat');
}

export function inService(group: Group): Member[] {
  return [...group.members.values()].filter((member) => member.state === 'InService');
}
