import type { Decision } from './glossary.ts';
import { scalingOf } from './scaling.ts';
import type { SiteSpec } from './site-spec.ts';
import { judgeSteadyWeb } from './steady-state.ts';
import { servingNodes, type WebState } from './web-state.ts';

/** What is asked for: an image that is there, one that is to be baked, or nodes as the group makes them by now. */
export type RefreshRequest = { image: string } | { bake: true } | { present: true };

/** An image as EC2 describes it. */
export type ImageFacts = { imageId: string; state: string; architecture: string };

/** What was seen before a refresh. */
export type RefreshFacts = {
  web: WebState;
  /** Whether another refresh of the group is under way. */
  isRefreshing: boolean;
  /** What the group launches: a version of a template, and the image in it. */
  template: { id: string; version: string; image: ImageFacts | undefined };
  /** Nodes that were launched from another version of the template than the group launches now. */
  nodesBehind: number;
  /** The image that is asked for; undefined: there is none of this id. */
  wanted?: ImageFacts | undefined;
  /** The alarms of the site that say whether its visitors are well. */
  alarms: readonly { name: string; state: string }[];
};

/** What an instance refresh is told, in Auto Scaling's words. */
export type RefreshPreferences = {
  MinHealthyPercentage: number;
  MaxHealthyPercentage: number;
  InstanceWarmup: number;
  CheckpointPercentages: number[];
  CheckpointDelay: number;
  SkipMatching: boolean;
  AutoRollback: boolean;
  ScaleInProtectedInstances: 'Wait';
  StandbyInstances: 'Wait';
  AlarmSpecification?: { Alarms: string[] };
};

/** The way of a refresh, decided before anything is done. */
export type RefreshPlan = Decision<'proceed' | 'refuse'> & {
  preferences: RefreshPreferences;
  /** As many targets stay healthy throughout. */
  leastHealthy: number;
  nodes: number;
  /** Alarms that cannot be relied on now, since they have no data. */
  alarmsLeftOut: string[];
  estimateMinutes: number;
};

/** New nodes first: as many as half of the group at a time, and never one less than wanted. */
const DEFAULT_HEALTHY = { minHealthyPercent: 100, maxHealthyPercent: 150 } as const;
/** After the first node the site is watched for as long as its alarms look back. */
const CHECKPOINT_SECONDS = 300;
/** From its launch until a node is admitted, as the launch hook allows it. */
const BOOT_SECONDS = 600;
/** A builder boots, restarts, and its image is made. */
const BAKE_MINUTES = 30;
/** An hour until AWS gives up, and as much again for the way back: for that the lease must last beside the refresh. */
const RESERVE_MINUTES = 120;

/** Decides whether and how a group is refreshed: the site is well, the image is there and another one, and there is time. */
export function planRefresh(request: RefreshRequest, spec: SiteSpec, facts: RefreshFacts, leaseMinutes: number): RefreshPlan {
  const { web, alarms } = facts;
  const nodes = servingNodes(web).length;
  const isPresent = 'present' in request;
  const preferences = { ...preferencesOf(spec, nodes, alarms), SkipMatching: isPresent, AutoRollback: !isPresent };
  const plan = {
    preferences,
    nodes,
    leastHealthy: Math.ceil((nodes * preferences.MinHealthyPercentage) / 100),
    alarmsLeftOut: alarms.filter(({ state }) => state === 'INSUFFICIENT_DATA').map(({ name }) => name),
    estimateMinutes: estimateMinutes(nodes, preferences) + ('bake' in request ? BAKE_MINUTES : 0),
  };
  const reason = whyNot(request, facts) ?? whyNoTime(plan.estimateMinutes, leaseMinutes);
  if (reason !== undefined) return { action: 'refuse', reason, ...plan };
  return { action: 'proceed', reason: `${whatOf(request, nodes, facts)}; ${plan.leastHealthy} stay healthy.`, ...plan };
}

function whatOf(request: RefreshRequest, nodes: number, { nodesBehind }: RefreshFacts): string {
  if ('present' in request) return `${nodesBehind} of ${nodes} nodes are replaced by nodes as the group makes them now`;
  return `${nodes} nodes are replaced by nodes of ${'bake' in request ? 'an image that is baked first' : request.image}`;
}

function whyNot(request: RefreshRequest, { web, isRefreshing, template, wanted, alarms, nodesBehind }: RefreshFacts): string | undefined {
  const steady = judgeSteadyWeb(web);
  if (steady.action === 'refuse') return steady.reason;
  if (isRefreshing) return 'Another instance refresh of the group is under way.';
  const kept = web.nodes.filter(({ isProtected }) => isProtected).map(({ instanceId }) => instanceId);
  if (kept.length > 0) return `Protected from scale-in by their owner, and not to be replaced: ${kept.join(', ')}.`;
  if (!/^\d+$/.test(template.version))
    return `The group launches the version ${template.version} of its template: nothing could be brought back.`;
  const red = alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  if (red.length > 0) return `In alarm: ${red.join(', ')}. What is not well is not to be changed.`;
  if ('present' in request) return nodesBehind === 0 ? 'Every node is as the group makes them now.' : undefined;
  return 'bake' in request ? undefined : whyNotThis(request.image, wanted, template.image);
}

function whyNotThis(asked: string, wanted: ImageFacts | undefined, present: ImageFacts | undefined): string | undefined {
  if (wanted === undefined) return `There is no image ${asked}, or it is not shared with this account.`;
  if (wanted.state !== 'available') return `The image ${asked} is ${wanted.state}, not available.`;
  if (wanted.imageId === present?.imageId) return `The nodes are made of ${asked} already.`;
  if (present !== undefined && wanted.architecture !== present.architecture)
    return `The image ${asked} is for ${wanted.architecture}, and the nodes are ${present.architecture}.`;
  return undefined;
}

function whyNoTime(estimate: number, leaseMinutes: number): string | undefined {
  if (estimate + RESERVE_MINUTES <= leaseMinutes) return undefined;
  return `It may take ${estimate} minutes, and the way back as long: more than the run may hold the site. Let more nodes be replaced at a time (web.maintenance).`;
}

function preferencesOf(spec: SiteSpec, nodes: number, alarms: RefreshFacts['alarms']): RefreshPreferences {
  const { minHealthyPercent, maxHealthyPercent } = spec.web.maintenance ?? DEFAULT_HEALTHY;
  const watched = alarms.filter(({ state }) => state === 'OK').map(({ name }) => name);
  return {
    MinHealthyPercentage: minHealthyPercent,
    MaxHealthyPercentage: maxHealthyPercent,
    InstanceWarmup: scalingOf(spec.web).warmUpSeconds,
    // The first node alone: what is wrong with the image shows on one.
    CheckpointPercentages: nodes > 1 ? [Math.max(1, Math.floor(100 / nodes)), 100] : [100],
    CheckpointDelay: Math.max(CHECKPOINT_SECONDS, spec.alarms.cpu.periodSeconds),
    SkipMatching: false,
    AutoRollback: true,
    ScaleInProtectedInstances: 'Wait',
    StandbyInstances: 'Wait',
    ...(watched.length > 0 ? { AlarmSpecification: { Alarms: watched } } : {}),
  };
}

/** Turn after turn of boot and warm-up, and the stop at the checkpoint. */
function estimateMinutes(nodes: number, preferences: RefreshPreferences): number {
  const { MinHealthyPercentage: min, MaxHealthyPercentage: max, InstanceWarmup, CheckpointDelay } = preferences;
  const atOnce = Math.max(1, Math.floor((nodes * max) / 100) - Math.ceil((nodes * min) / 100));
  const turns = Math.ceil(Math.max(0, nodes - 1) / atOnce) + 1;
  return Math.ceil((turns * (BOOT_SECONDS + InstanceWarmup) + CheckpointDelay) / 60);
}

/** What the group is told to launch from now on: the new version, and in a mixed group its types and markets as they are. */
export function desiredConfiguration<Mixed extends { LaunchTemplate?: object | undefined }>(
  group: { MixedInstancesPolicy?: Mixed | undefined },
  template: { id: string; version: string },
): object {
  const specification = { LaunchTemplateId: template.id, Version: template.version };
  const { MixedInstancesPolicy: mixed } = group;
  if (mixed === undefined) return { LaunchTemplate: specification };
  return { MixedInstancesPolicy: { ...mixed, LaunchTemplate: { ...mixed.LaunchTemplate, LaunchTemplateSpecification: specification } } };
}
