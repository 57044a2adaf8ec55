import { type LayerDecision, type LayerRules, needed, neededIf } from './rules.ts';

export type WorkerSpec = {
  instanceType: string;
  min: number;
  max: number;
  backlogPerInstance: number;
  visibilitySeconds: number;
};

/** The queue of a site: its name is known before the layer is there, so that the web nodes can be told of it. */
export const queueNameOf = (site: string): string => `nines-${site}-work`;

/** Where messages end that no worker could do. */
export const deadQueueNameOf = (site: string): string => `${queueNameOf(site)}-dead`;

export const workerGroupOf = (site: string): string => `nines-${site}-worker`;

/** The queue, and the group of nodes that work it off. */
export const worker: LayerRules = {
  template: (spec) => (spec.worker ? 'worker' : undefined),
  waitSeconds: 30 * 60,
  parameters: ({ worker: wanted, database, cache, files, media, logRetentionDays }, outputs) => {
    if (wanted === undefined) throw new RangeError('The site has no workers.');
    return {
      ...needed(outputs, 'ApplicationSubnetIds', 'WorkerSecurityGroupId', 'DataSubnetZones'),
      InstanceType: wanted.instanceType,
      MinSize: wanted.min,
      MaxSize: wanted.max,
      BacklogPerInstance: wanted.backlogPerInstance,
      VisibilitySeconds: wanted.visibilitySeconds,
      ...neededIf(database !== undefined, outputs, 'DatabaseEndpoint', 'DatabasePort', 'DatabaseSecretArn'),
      ...neededIf(cache !== undefined, outputs, 'CacheEndpoint', 'CachePort'),
      CacheEngine: cache?.engine ?? '',
      NodeLogs: logRetentionDays !== undefined,
      ...neededIf(files !== undefined, outputs, 'FileSystemId', 'AccessPointId'),
      ...neededIf(media !== undefined, outputs, 'MediaBucketName', 'MediaUrl'),
    };
  },
};

/** What was seen of the workers: the state in which the group has each of them. */
export type WorkerFacts = { states: readonly string[] };

/** Workers are what they promise when as many of them are in service as their minimum says: their hook lets none in before it takes messages. */
export function gateWorker({ min }: Pick<WorkerSpec, 'min'>, facts: WorkerFacts | undefined): LayerDecision {
  if (facts === undefined) return { action: 'fail', reason: 'The group of the workers does not exist.' };
  const inService = facts.states.filter((state) => state === 'InService').length;
  const reason = `${inService} of at least ${min} workers are in service.`;
  return { action: inService >= min ? 'proceed' : 'wait', reason };
}
