import { type LayerDecision, type LayerRules, needed, neededIf } from './rules.ts';

export type WebSpec = {
  group: string;
  instanceType: string;
  min: number;
  max: number;
  healthPath: string;
  healthCheckGraceSeconds: number;
  deregistrationDelaySeconds: number;
  targetTracking: { cpuPercent: number; warmUpSeconds: number };
};

/** The load balancer, its target group and the Auto Scaling group. */
export const web: LayerRules = {
  template: () => 'web',
  waitSeconds: 30 * 60,
  parameters: ({ web: wanted, database, cache, files }, outputs) => ({
    ...needed(
      outputs,
      'VpcId',
      'PublicSubnetIds',
      'ApplicationSubnetIds',
      'LoadBalancerSecurityGroupId',
      'WebSecurityGroupId',
      'DataSubnetZones',
    ),
    GroupName: wanted.group,
    InstanceType: wanted.instanceType,
    MinSize: wanted.min,
    MaxSize: wanted.max,
    HealthPath: wanted.healthPath,
    HealthCheckGraceSeconds: wanted.healthCheckGraceSeconds,
    DeregistrationDelaySeconds: wanted.deregistrationDelaySeconds,
    TargetCpuPercent: wanted.targetTracking.cpuPercent,
    WarmUpSeconds: wanted.targetTracking.warmUpSeconds,
    ...neededIf(database !== undefined, outputs, 'DatabaseEndpoint', 'DatabasePort', 'DatabaseSecretArn'),
    ...neededIf(cache !== undefined, outputs, 'CacheEndpoint', 'CachePort'),
    ...neededIf(files !== undefined, outputs, 'FileSystemId', 'AccessPointId'),
  }),
};

/** What was seen of the web layer: the health states of its targets, each with its zone. */
export type WebFacts = { targets: readonly { health: string; zone?: string | undefined }[] };

/** The web layer is what it promises when as many targets are healthy as its minimum says, over more than one zone if there are two. */
export function gateWeb(wanted: Pick<WebSpec, 'min'>, facts: WebFacts): LayerDecision {
  const healthy = facts.targets.filter(({ health }) => health === 'healthy');
  const reason = `${healthy.length} of at least ${wanted.min} targets are healthy.`;
  if (healthy.length < wanted.min) return { action: 'wait', reason };
  const zones = new Set(healthy.flatMap(({ zone }) => zone ?? []));
  if (wanted.min >= 2 && zones.size === 1) return { action: 'wait', reason: `${reason} All of them are in ${[...zones][0]}.` };
  return { action: 'proceed', reason };
}
