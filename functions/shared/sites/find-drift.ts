import {
  DescribeStackDriftDetectionStatusCommand,
  DetectStackDriftCommand,
  paginateDescribeStackResourceDrifts,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import type { DriftFound } from '#domain/drift.ts';
import type { Layer } from '#domain/glossary.ts';
import { cloudFormation } from '../clients/cloud-formation.ts';
import { messageOf } from '../errors.ts';
import type { LayerStack } from './layer-stacks.ts';

/** A detection has no event, so it is looked at this often. */
const LOOK_EVERY_MS = 2_000;
/** A detection that was not there in time is read by whoever asks again; an older one may have missed what was changed since. */
const FRESH_MS = 2 * 60_000;
/** A layer has fewer resources than the hundred that a page holds times this. */
const PAGES_LIMIT = 10;

export type SiteDrift = { found: DriftFound[]; notKnown: { layer: Layer; reason: string }[] };

/** What CloudFormation finds changed in the stacks of a site, all at once; what is not there in time is not known, and said to be so. */
export async function findDrift(stacks: readonly LayerStack[], patienceMs: number): Promise<SiteDrift> {
  const untilMs = Date.now() + patienceMs;
  const drifts = await Promise.all(stacks.map((stack) => driftOf(stack, untilMs)));
  return { found: drifts.flatMap(({ found }) => found), notKnown: drifts.flatMap(({ notKnown }) => notKnown) };
}

async function driftOf(stack: LayerStack, untilMs: number): Promise<SiteDrift> {
  try {
    const problem = isFresh(stack) ? undefined : await detect(stack.stackId, untilMs);
    const found = problem === undefined || problem.isPartial ? await changesOf(stack) : [];
    return { found, notKnown: problem === undefined ? [] : [{ layer: stack.layer, reason: problem.reason }] };
  } catch (error) {
    return { found: [], notKnown: [{ layer: stack.layer, reason: messageOf(error) }] };
  }
}

const isFresh = ({ driftCheckedAt, updatedAt }: LayerStack): boolean =>
  driftCheckedAt !== undefined && driftCheckedAt > updatedAt && Date.now() - Date.parse(driftCheckedAt) < FRESH_MS;

/** Detects a stack's drift; answers what kept it from being whole. A part of it may have been read all the same. */
async function detect(stackId: string, untilMs: number): Promise<{ reason: string; isPartial: boolean } | undefined> {
  const { StackDriftDetectionId } = await cloudFormation.send(new DetectStackDriftCommand({ StackName: stackId }));
  for (let atMs = Date.now(); atMs < untilMs; atMs = Date.now()) {
    const answer = await cloudFormation.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }));
    if (answer.DetectionStatus === 'DETECTION_COMPLETE') return undefined;
    if (answer.DetectionStatus === 'DETECTION_FAILED')
      return { reason: answer.DetectionStatusReason ?? 'the detection failed', isPartial: true };
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return { reason: 'CloudFormation has not answered in time; ask again', isPartial: false };
}

async function changesOf({ layer, stackId }: LayerStack): Promise<DriftFound[]> {
  const found: DriftFound[] = [];
  const wanted = { StackName: stackId, StackResourceDriftStatusFilters: ['MODIFIED' as const, 'DELETED' as const] };
  let pages = 0;
  for await (const { StackResourceDrifts = [] } of paginateDescribeStackResourceDrifts({ client: cloudFormation }, wanted)) {
    found.push(...StackResourceDrifts.map((drift) => changeOf(layer, drift)));
    pages += 1;
    if (pages === PAGES_LIMIT) throw new RangeError(`There are more than ${PAGES_LIMIT} pages of drifted resources.`);
  }
  return found;
}

const changeOf = (
  layer: Layer,
  { LogicalResourceId, ResourceType, StackResourceDriftStatus, PropertyDifferences = [] }: StackResourceDrift,
): DriftFound => ({
  layer,
  id: LogicalResourceId ?? '',
  type: ResourceType ?? '',
  is: StackResourceDriftStatus === 'DELETED' ? 'deleted' : 'changed',
  differences: PropertyDifferences.map(({ PropertyPath = '', ExpectedValue = '', ActualValue = '' }) => ({
    path: PropertyPath,
    expected: ExpectedValue,
    actual: ActualValue,
  })),
});
