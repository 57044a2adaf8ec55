import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
} from '@aws-sdk/client-cloudformation';
import { layerChange, type ResourceChange, saysNothingToDo } from '#domain/change-set.ts';
import type { Layer } from '#domain/glossary.ts';
import type { LayerStep } from '#domain/site-forecast.ts';
import { stackNameOf } from '#domain/site-plan.ts';
import type { LayerDraft } from '#domain/site-resources.ts';
import { cloudFormation } from '../clients/cloud-formation.ts';
import { isNamed, messageOf } from '../errors.ts';
import { logger } from '../logger.ts';
import { templateUrl } from './layer-templates.ts';

/** A change set has no event, so it is looked at this often. */
const LOOK_EVERY_MS = 2_000;
/** The HTTP API waits 30 s, and the answer needs its own time: what is not there by then is asked for again. */
const PATIENCE_MS = 20_000;
/** A layer has fewer resources than the hundred that a page holds times this. */
const PAGES_LIMIT = 10;
/** A set that is under way cannot be deleted, so one name a layer: the next plan clears what this one had to leave. */
const nameOf = (layer: Layer): string => `nines-plan-${layer}`;

type Target = { StackName: string; ChangeSetName: string };

/**
 * Asks CloudFormation what an update of a layer would do, by a change set that is deleted again and never executed. It is no
 * change of the site; that it may not be executed is also said by the function's role.
 */
export async function askChangeSet(site: string, draft: LayerDraft, tags: Readonly<Record<string, string>>): Promise<LayerStep> {
  const target = { StackName: stackNameOf(site, draft.layer), ChangeSetName: nameOf(draft.layer) };
  const unknown = (reason: string): LayerStep => ({ layer: draft.layer, action: 'not-known', reason, resources: [] });
  try {
    if (!(await begin(target, draft, tags))) return unknown('Another plan of this layer is being made. Ask again.');
  } catch (error) {
    return unknown(`CloudFormation does not plan this layer: ${messageOf(error)}`);
  }
  try {
    return await answerOf(target, draft.layer);
  } finally {
    await clear(target);
  }
}

/** Whether a change set of our own is under way; one that an earlier plan left is taken away first. */
async function begin(target: Target, draft: LayerDraft, tags: Readonly<Record<string, string>>): Promise<boolean> {
  const create = new CreateChangeSetCommand({
    ...target,
    ChangeSetType: 'UPDATE',
    Description: 'What an update would do; never executed',
    TemplateURL: templateUrl(draft.template),
    Parameters: Object.entries(draft.parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    // The stack's own: a plan is not the run whose name they carry.
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
  try {
    await cloudFormation.send(create);
    return true;
  } catch (error) {
    if (!isNamed(error, 'AlreadyExistsException')) throw error;
  }
  if (!(await clear(target))) return false;
  await cloudFormation.send(create);
  return true;
}

async function answerOf(target: Target, layer: Layer): Promise<LayerStep> {
  const untilMs = Date.now() + PATIENCE_MS;
  for (let atMs = Date.now(); atMs < untilMs; atMs = Date.now()) {
    const answer = await cloudFormation.send(new DescribeChangeSetCommand(target));
    if (answer.Status === 'CREATE_COMPLETE') return layerChange(layer, await allChanges(target, answer));
    if (answer.Status === 'FAILED') return failed(layer, answer.StatusReason ?? '');
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return { layer, action: 'not-known', reason: 'CloudFormation has not answered in time. Ask again.', resources: [] };
}

const failed = (layer: Layer, reason: string): LayerStep =>
  saysNothingToDo(reason)
    ? { layer, action: 'none', reason: 'The stack is as the site asks for.', resources: [] }
    : { layer, action: 'not-known', reason: `CloudFormation refuses the change: ${reason}`, resources: [] };

async function allChanges(target: Target, first: DescribeChangeSetCommandOutput): Promise<ResourceChange[]> {
  const changes = [...(first.Changes ?? [])];
  let token = first.NextToken;
  for (let page = 1; token !== undefined && page < PAGES_LIMIT; page += 1) {
    const next = await cloudFormation.send(new DescribeChangeSetCommand({ ...target, NextToken: token }));
    changes.push(...(next.Changes ?? []));
    token = next.NextToken;
  }
  return changes.flatMap(({ ResourceChange: change }) =>
    change === undefined
      ? []
      : [
          {
            action: change.Action ?? '',
            id: change.LogicalResourceId ?? '',
            type: change.ResourceType ?? '',
            replacement: change.Replacement,
          },
        ],
  );
}

/** Whether the change set is gone. One that is still being made stays for now: the next plan of this layer takes it away. */
async function clear(target: Target): Promise<boolean> {
  try {
    await cloudFormation.send(new DeleteChangeSetCommand(target));
    return true;
  } catch (error) {
    if (isNamed(error, 'ChangeSetNotFoundException', 'ChangeSetNotFound')) return true;
    logger.warn('A change set of a plan stays.', { ...target, reason: messageOf(error) });
    return false;
  }
}
