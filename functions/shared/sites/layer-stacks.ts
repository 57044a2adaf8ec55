import { DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { LAYERS, type Layer } from '#domain/glossary.ts';
import { stackNameOf } from '#domain/site-plan.ts';
import { cloudFormation } from '../clients/cloud-formation.ts';
import { isNamed } from '../errors.ts';

/** A layer's stack as it is now. */
export type LayerStack = {
  layer: Layer;
  stackId: string;
  status: string;
  outputs: Record<string, string>;
  tags: Record<string, string>;
  createdAt: string;
  /** When it was last changed; when it was made, while it never was. */
  updatedAt: string;
  /** When CloudFormation last looked for drift. */
  driftCheckedAt: string | undefined;
};

/** The stacks of a site's layers that exist, in the order of the layers. */
export async function describeLayerStacks(site: string): Promise<LayerStack[]> {
  const stacks = await Promise.all(LAYERS.map((layer) => describeLayerStack(site, layer)));
  return stacks.filter((stack) => stack !== undefined);
}

/** The outputs of all layers in one object. */
export function outputsOf(stacks: readonly LayerStack[]): Record<string, string> {
  return Object.assign({}, ...stacks.map(({ outputs }) => outputs));
}

async function describeLayerStack(site: string, layer: Layer): Promise<LayerStack | undefined> {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackNameOf(site, layer) }));
    const stack = Stacks?.[0];
    return stack && readStack(layer, stack);
  } catch (error) {
    // CloudFormation says of a stack that is not there that the request is not valid.
    if (isNamed(error, 'ValidationError') && (error as Error).message.includes('does not exist')) return undefined;
    throw error;
  }
}

function readStack(layer: Layer, stack: Stack): LayerStack {
  const createdAt = stack.CreationTime?.toISOString() ?? '';
  return {
    layer,
    createdAt,
    updatedAt: stack.LastUpdatedTime?.toISOString() ?? createdAt,
    driftCheckedAt: stack.DriftInformation?.LastCheckTimestamp?.toISOString(),
    stackId: stack.StackId ?? '',
    status: stack.StackStatus ?? '',
    outputs: Object.fromEntries((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? ''])),
    tags: Object.fromEntries((stack.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
  };
}
