import { ownNames, taggedWithSite } from '../reasons.ts';
import type { MachineRow } from '../rows.ts';
import { stackStatements } from '../stack-statements.ts';

/** Takes sites down: the final snapshot, then the layer stacks. */
export const row: MachineRow = {
  name: 'teardown-site',
  statements: [
    ...stackStatements([]),
    {
      actions: ['rds:CreateDBSnapshot', 'rds:AddTagsToResource'],
      resources: ['arn:aws:rds:${Region}:${Account}:db:*-db', 'arn:aws:rds:${Region}:${Account}:snapshot:nines-*'],
      reason: ownNames,
    },
    {
      actions: ['rds:CreateDBClusterSnapshot', 'rds:AddTagsToResource'],
      resources: ['arn:aws:rds:${Region}:${Account}:cluster:*-db', 'arn:aws:rds:${Region}:${Account}:cluster-snapshot:nines-*'],
      reason: ownNames,
    },
    // Switching off the protection of a database that a person names; our sites only.
    {
      actions: ['rds:ModifyDBInstance', 'rds:ModifyDBCluster'],
      resources: ['arn:aws:rds:${Region}:${Account}:db:*-db', 'arn:aws:rds:${Region}:${Account}:cluster:*-db'],
      conditions: { StringLike: { 'aws:ResourceTag/nines:site': '*' } },
      reason: taggedWithSite,
    },
  ],
};
