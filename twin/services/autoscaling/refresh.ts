import type { DesiredConfiguration } from '@aws-sdk/client-auto-scaling';
import type { Timer } from '../../clock.ts';
import { counted, type Group, isLeaving, type LaunchSettings, type Member } from './group.ts';

export type RefreshStatus =
  | 'Pending'
  | 'InProgress'
  | 'Baking'
  | 'Successful'
  | 'Failed'
  | 'Cancelling'
  | 'Cancelled'
  | 'RollbackInProgress'
  | 'RollbackFailed'
  | 'RollbackSuccessful';

/** How a refresh goes about it, with what was left to defaults filled in. */
export type RefreshPreferences = {
  readonly minHealthyPercent: number;
  readonly maxHealthyPercent: number;
  readonly warmupSeconds: number;
  readonly checkpointPercentages: readonly number[];
  readonly checkpointDelaySeconds: number;
  readonly skipMatching: boolean;
  readonly autoRollback: boolean;
  readonly bakeSeconds: number;
  readonly protectedInstances: 'Wait' | 'Refresh' | 'Ignore';
  readonly alarms: readonly string[];
};

/** One instance refresh of a group, from its request to its end. */
export type Refresh = {
  readonly id: string;
  readonly preferences: RefreshPreferences;
  readonly desiredConfiguration?: DesiredConfiguration | undefined;
  /** What is launched while it goes forward; without a desired configuration what the group has. */
  readonly settings: LaunchSettings;
  /** What the group had, and what a rollback brings back. */
  readonly before: LaunchSettings;
  status: RefreshStatus;
  reason: string;
  startMs?: number;
  endMs?: number;
  /** What it launches is of this generation or later; a rollback has a generation of its own. */
  generation: number;
  nextCheckpoint: number;
  pausedUntilMs: number;
  /** The most members that were new and ready: less than that is no progress. */
  readySeen: number;
  /** Runs while nothing that is launched becomes ready (one hour, then it fails). */
  patience?: Timer | undefined;
  rollback?: { reason: string; startMs: number; percentComplete: number; toUpdate: number };
};

const ACTIVE: readonly RefreshStatus[] = ['Pending', 'InProgress', 'Baking', 'Cancelling', 'RollbackInProgress'];

export const isActive = ({ status }: Refresh): boolean => ACTIVE.includes(status);

/** The refresh that is under way in a group. */
export const activeRefresh = (group: Group): Refresh | undefined => group.refreshes.find(isActive);

/** What a group launches now: during a refresh what that deploys, or brings back. */
export function settingsInForce(group: Group): LaunchSettings {
  const refresh = activeRefresh(group);
  if (refresh === undefined || refresh.status === 'Pending') return group.settings;
  return refresh.rollback ? refresh.before : refresh.settings;
}

/** Who is still to be replaced: what was there before, or, on the way back, what the refresh has brought. */
export function toReplace(group: Group, refresh: Refresh): Member[] {
  const { rollback, generation, settings, preferences } = refresh;
  const present = [...group.members.values()].filter((member) => !isLeaving(member));
  if (rollback) return present.filter((member) => member.generation === generation - 1);
  return present.filter(
    (member) =>
      member.generation < generation &&
      !(preferences.skipMatching && matches(member, settings)) &&
      !(preferences.protectedInstances === 'Ignore' && member.isProtected),
  );
}

/** Who was launched by the refresh, or by its rollback, and is not on its way out. */
export const freshMembers = (group: Group, { generation }: Refresh): Member[] =>
  [...group.members.values()].filter((member) => member.generation === generation && !isLeaving(member));

/** How much of the group is as it is to be, in percent. */
export function percentComplete(group: Group, refresh: Refresh): number {
  if (refresh.status === 'Successful' || refresh.status === 'RollbackSuccessful') return 100;
  const all = counted(group).length;
  return all === 0 ? 100 : Math.floor((100 * Math.max(0, all - toReplace(group, refresh).length)) / all);
}

/** How many members may be on their way at once, by the healthy percentages; never none, or a small group could not be refreshed. */
export function replacementsAtOnce(desired: number, { minHealthyPercent: min, maxHealthyPercent: max }: RefreshPreferences): number {
  const least = Math.ceil((desired * min) / 100);
  const most = Math.floor((desired * Math.max(100, max)) / 100);
  return Math.max(1, most - least);
}

function matches({ launchTemplate, instanceType }: Member, { launchTemplate: wanted, mixed }: LaunchSettings): boolean {
  const isSameTemplate =
    launchTemplate.Version === wanted.Version &&
    (wanted.LaunchTemplateId === undefined || launchTemplate.LaunchTemplateId === wanted.LaunchTemplateId);
  return isSameTemplate && (mixed === undefined || mixed.types.length === 0 || mixed.types.includes(instanceType));
}
