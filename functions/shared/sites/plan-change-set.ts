import { CreateChangeSetCommand, DeleteChangeSetCommand, type Parameter } from '@aws-sdk/client-cloudformation';
import type { Layer, Template } from '#domain/glossary.ts';
import type { LayerStep } from '#domain/site-forecast.ts';
import { stackNameOf } from '#domain/site-plan.ts';
import { cloudFormation } from '../clients/cloud-formation.ts';
import { isNamed, messageOf } from '../errors.ts';
import { logger } from '../logger.ts';
import { templateUrl } from './layer-templates.ts';
import { type ChangeSetTarget, readChangeSet } from './read-change-set.ts';

/** A change set has no event, so it is looked at this often. */
const LOOK_EVERY_MS = 2_000;
/** A set that is under way cannot be deleted, so one name a layer: the next plan clears what this one had to leave. */
const nameOf = (layer: Layer): string => `nines-plan-${layer}`;

/** An update that is asked about: the layer, its template and parameters, and the tags that its stack carries. */
export type Asked = { site: string; layer: Layer; template: Template; parameters: Parameter[]; tags: Readonly<Record<string, string>> };

/**
 * Asks CloudFormation what an update of a layer would do, by a change set that is deleted again and never executed. It is no
 * change of the site; that it may not be executed is also said by the function's role.
 */
export async function askChangeSet(asked: Asked, patienceMs: number): Promise<LayerStep> {
  const { site, layer } = asked;
  const target = { StackName: stackNameOf(site, layer), ChangeSetName: nameOf(layer) };
  const unknown = (reason: string): LayerStep => ({ layer, action: 'not-known', reason, resources: [] });
  try {
    if (!(await begin(target, asked))) return unknown('Another plan of this layer is being made. Ask again.');
  } catch (error) {
    return unknown(`CloudFormation does not plan this layer: ${messageOf(error)}`);
  }
  try {
    return await answerOf(target, layer, patienceMs);
  } finally {
    await clear(target);
  }
}

/** Whether a change set of our own is under way; one that an earlier plan left is taken away first. */
async function begin(target: ChangeSetTarget, { template, parameters, tags }: Asked): Promise<boolean> {
  const create = new CreateChangeSetCommand({
    ...target,
    ChangeSetType: 'UPDATE',
    Description: 'What an update would do; never executed',
    TemplateURL: templateUrl(template),
    Parameters: parameters,
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

async function answerOf(target: ChangeSetTarget, layer: Layer, patienceMs: number): Promise<LayerStep> {
  const untilMs = Date.now() + patienceMs;
  for (let atMs = Date.now(); atMs < untilMs; atMs = Date.now()) {
    const { status, step } = await readChangeSet(target, layer);
    if (status !== 'wait') return step;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return { layer, action: 'not-known', reason: 'CloudFormation has not answered in time. Ask again.', resources: [] };
}

/** Whether the change set is gone. One that is still being made stays for now: the next plan of this layer takes it away. */
async function clear(target: ChangeSetTarget): Promise<boolean> {
  try {
    await cloudFormation.send(new DeleteChangeSetCommand(target));
    return true;
  } catch (error) {
    if (isNamed(error, 'ChangeSetNotFoundException', 'ChangeSetNotFound')) return true;
    logger.warn('A change set of a plan stays.', { ...target, reason: messageOf(error) });
    return false;
  }
}
