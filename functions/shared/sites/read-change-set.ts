import { DescribeChangeSetCommand, type DescribeChangeSetCommandOutput } from '@aws-sdk/client-cloudformation';
import { layerChange, type ResourceChange, saysNothingToDo } from '#domain/change-set.ts';
import type { Layer } from '#domain/glossary.ts';
import type { LayerStep } from '#domain/site-forecast.ts';
import { cloudFormation } from '../clients/cloud-formation.ts';

/** A layer has fewer resources than the hundred that a page holds times this. */
const PAGES_LIMIT = 10;

export type ChangeSetTarget = { StackName: string; ChangeSetName: string };

/** How a change set stands, and what it would do. `executed`: it is, or has been, under way. */
export type ChangeSetState = { status: 'wait' | 'ready' | 'nothing' | 'executed' | 'failed'; stackId: string; step: LayerStep };

/** Reads a change set whole. One that CloudFormation refuses to make is a step that is not known, with its reason. */
export async function readChangeSet(target: ChangeSetTarget, layer: Layer): Promise<ChangeSetState> {
  const answer = await cloudFormation.send(new DescribeChangeSetCommand(target));
  const stackId = answer.StackId ?? '';
  const unknown = (reason: string): LayerStep => ({ layer, action: 'not-known', reason, resources: [] });
  if (answer.ExecutionStatus === 'EXECUTE_IN_PROGRESS' || answer.ExecutionStatus === 'EXECUTE_COMPLETE') {
    return { status: 'executed', stackId, step: unknown('The change set has been executed.') };
  }
  switch (answer.Status) {
    case 'CREATE_COMPLETE':
      return { status: 'ready', stackId, step: layerChange(layer, await allChanges(target, answer)) };
    case 'CREATE_PENDING':
    case 'CREATE_IN_PROGRESS':
      return { status: 'wait', stackId, step: unknown('CloudFormation has not answered yet.') };
    default:
      return unready(layer, stackId, answer);
  }
}

function unready(layer: Layer, stackId: string, { Status, StatusReason = '' }: DescribeChangeSetCommandOutput): ChangeSetState {
  return saysNothingToDo(StatusReason)
    ? { status: 'nothing', stackId, step: { layer, action: 'none', reason: 'The stack is as the site asks for.', resources: [] } }
    : {
        status: 'failed',
        stackId,
        step: { layer, action: 'not-known', reason: `CloudFormation refuses the change: ${StatusReason || Status}`, resources: [] },
      };
}

async function allChanges(target: ChangeSetTarget, first: DescribeChangeSetCommandOutput): Promise<ResourceChange[]> {
  const changes = [...(first.Changes ?? [])];
  let token = first.NextToken;
  for (let page = 1; token !== undefined; page += 1) {
    // A page that is not read could hold the one change that matters.
    if (page === PAGES_LIMIT) throw new RangeError(`The change set ${target.ChangeSetName} has more than ${PAGES_LIMIT} pages.`);
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
            unsure: change.Details?.flatMap(({ Target }) => (Target?.RequiresRecreation === 'Never' ? [] : (Target?.Name ?? 'unknown'))),
          },
        ],
  );
}
