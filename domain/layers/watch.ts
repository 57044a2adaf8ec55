import type { SiteSpec } from '../site-spec.ts';
import { COPIES_LIMIT, databaseKind } from './database.ts';
import { type LayerDecision, type LayerRules, needed, neededIf, type Outputs, type Values } from './rules.ts';
import { queueNameOf } from './worker.ts';

export type AlarmsSpec = {
  cpu: { name: string; thresholdPercent: number; periodSeconds: number; topic: string };
  serverErrors?: { thresholdPercent: number; minutes: number } | undefined;
  unhealthyTargets?: { threshold: number; minutes: number } | undefined;
  replicaLag?: { thresholdSeconds: number; minutes: number } | undefined;
  burstCredits?: { thresholdGb: number; minutes: number } | undefined;
};

/** What a site wants to be watched by. */
export type WatchSpec = { alarms: AlarmsSpec; dashboard?: boolean | undefined; logRetentionDays?: number | undefined };

const GB = 2 ** 30;
/** A Multi-AZ DB cluster has its writer and two readable standbys; any of them may come to write. */
const CLUSTER_INSTANCES = 3;

/** The alarms, the topic that tells people, the logs of the nodes and the dashboard. */
export const watch: LayerRules = {
  template: () => 'watch',
  waitSeconds: 30 * 60,
  parameters: (spec, outputs) => ({
    ...needed(outputs, 'GroupName', 'LoadBalancerFullName', 'TargetGroupFullName'),
    AdminTargetGroupFullName:
      spec.web.admin === undefined ? '' : fullName(needed(outputs, 'AdminTargetGroupArn').AdminTargetGroupArn ?? ''),
    ...webAlarms(spec),
    ...lagAlarms(spec, outputs),
    ...creditAlarm(spec, outputs),
    WantsDashboard: spec.dashboard === true,
    ...neededIf(spec.dashboard === true && spec.database !== undefined, outputs, 'DatabaseIdentifier'),
    WantsCache: spec.cache !== undefined,
    QueueName: spec.worker === undefined ? '' : queueNameOf(spec.site),
    WantsNodeLogs: spec.logRetentionDays !== undefined,
    LogRetentionDays: spec.logRetentionDays ?? 1,
  }),
};

/** `targetgroup/name/id`, the dimension of its metrics, from its ARN. */
const fullName = (targetGroupArn: string): string => targetGroupArn.slice(targetGroupArn.lastIndexOf(':') + 1);

/** The template wants a number of minutes also where there is no such alarm. */
function webAlarms({ alarms: { cpu, serverErrors, unhealthyTargets }, web }: SiteSpec): Values {
  return {
    CpuAlarmName: cpu.name,
    CpuThresholdPercent: cpu.thresholdPercent,
    CpuPeriodSeconds: cpu.periodSeconds,
    TopicName: cpu.topic,
    ServerErrorPercent: serverErrors?.thresholdPercent ?? 0,
    WantsServerErrorAlarm: serverErrors !== undefined,
    ServerErrorMinutes: serverErrors?.minutes ?? 1,
    UnhealthyTargets: unhealthyTargets?.threshold ?? 0,
    WantsUnhealthyTargetAlarm: unhealthyTargets !== undefined,
    UnhealthyTargetMinutes: unhealthyTargets?.minutes ?? 1,
    LeastHealthyTargets: web.min,
  };
}

/** RDS measures the lag of each copy by its name, Aurora that of the slowest reader by its cluster. */
function lagAlarms(spec: SiteSpec, outputs: Outputs): Values {
  const { replicaLag } = spec.alarms;
  const isAurora = spec.database !== undefined && databaseKind(spec.database) === 'aurora';
  const names = replicaLag && !isAurora ? copyNames(spec.database, needed(outputs, 'DatabaseIdentifier').DatabaseIdentifier ?? '') : [];
  const slots = Array.from({ length: COPIES_LIMIT }, (_, index) => [`LagInstance${index + 1}`, names[index] ?? '']);
  return {
    LagSeconds: replicaLag?.thresholdSeconds ?? 0,
    LagMilliseconds: (replicaLag?.thresholdSeconds ?? 0) * 1_000,
    LagMinutes: replicaLag?.minutes ?? 1,
    LagCluster: replicaLag && isAurora ? (needed(outputs, 'DatabaseIdentifier').DatabaseIdentifier ?? '') : '',
    ...Object.fromEntries(slots),
  };
}

/** As the layer names read replicas, and as RDS names the instances of a Multi-AZ DB cluster. */
function copyNames(database: SiteSpec['database'], identifier: string): string[] {
  if (database === undefined) return [];
  if (databaseKind(database) === 'cluster') return numbered(`${identifier}-instance`, CLUSTER_INSTANCES);
  return numbered(`${identifier}-replica`, database.readReplicas);
}

const numbered = (name: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);

function creditAlarm({ alarms: { burstCredits }, dashboard, files }: SiteSpec, outputs: Outputs): Values {
  return {
    ...neededIf(burstCredits !== undefined || (dashboard === true && files !== undefined), outputs, 'FileSystemId'),
    BurstCreditBytes: (burstCredits?.thresholdGb ?? 0) * GB,
    WantsBurstCreditAlarm: burstCredits !== undefined,
    BurstCreditMinutes: burstCredits?.minutes ?? 1,
  };
}

/** The names of the alarms that a site asks for; those of copies are numbered. */
export function alarmNames({ site, alarms, database, web }: Pick<SiteSpec, 'site' | 'alarms' | 'database' | 'web'>): string[] {
  const { serverErrors, unhealthyTargets, replicaLag, burstCredits } = alarms;
  const isAurora = database !== undefined && databaseKind(database) === 'aurora';
  const own = [
    ...(serverErrors ? ['server-errors'] : []),
    ...(unhealthyTargets ? ['unhealthy-targets', 'too-few-targets', ...(web.admin ? ['too-few-targets-admin'] : [])] : []),
    ...(replicaLag ? (isAurora ? ['replica-lag'] : numbered('replica-lag', copyNames(database, '').length)) : []),
    ...(burstCredits ? ['burst-credits'] : []),
  ];
  return [alarms.cpu.name, ...own.map((name) => `${site}-${name}`)];
}

/** What was seen of the alarms of a site: those that exist, each with whether it may act. */
export type WatchFacts = { alarms: readonly { name: string; actionsEnabled: boolean }[] };

/**
 * A watch is what it promises when every alarm that was asked for exists and may act. Whether one has data yet is not asked: most
 * take the lack of data for a good sign, so that their state would prove nothing.
 */
export function gateWatch(spec: Pick<SiteSpec, 'site' | 'alarms' | 'database' | 'web'>, { alarms }: WatchFacts): LayerDecision {
  const wanted = alarmNames(spec);
  const missing = wanted.filter((name) => !alarms.some((alarm) => alarm.name === name));
  if (missing.length > 0) return { action: 'fail', reason: `There is no alarm ${missing.join(', ')}.` };
  const silent = alarms.filter(({ name, actionsEnabled }) => wanted.includes(name) && !actionsEnabled).map(({ name }) => name);
  if (silent.length > 0) return { action: 'fail', reason: `Nobody is told by ${silent.join(', ')}: its actions are off.` };
  return { action: 'proceed', reason: `${wanted.length} alarms watch the site.` };
}
