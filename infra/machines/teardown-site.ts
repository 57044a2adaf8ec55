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
    },
  ],
};
