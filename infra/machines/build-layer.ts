import type { MachineRow } from '../rows.ts';
import { snapshotStatements, stackStatements } from '../stack-statements.ts';

/** Builds or changes one layer of a site by a change set of its stack; started by provision-site. */
export const row: MachineRow = {
  name: 'build-layer',
  statements: [
    ...stackStatements(['cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet', 'cloudformation:DeleteChangeSet']),
    ...snapshotStatements,
  ],
};
