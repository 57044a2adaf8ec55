import { ownNames } from './reasons.ts';
import type { StatementRow } from './rows.ts';

/** Layer stacks are called `nines-<site>-<layer>`; the control plane's own stack is `nines`, which this does not match. */
export const layerStackArn = 'arn:aws:cloudformation:${Region}:${Account}:stack/nines-*/*';

/** What a machine may do with layer stacks: describe and delete them, act through the layers' role, and what it asks for beside. */
export const stackStatements = (actions: readonly string[]): StatementRow[] => [
  { actions: [...actions, 'cloudformation:DescribeStacks', 'cloudformation:DeleteStack'], resources: [layerStackArn], reason: ownNames },
  {
    actions: ['iam:PassRole'],
    resources: ['${LayerRoleArn}'],
    conditions: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
  },
];
