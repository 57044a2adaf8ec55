import type { MachineRow } from '../rows.ts';
import { nestedStatements, snapshotStatements } from '../stack-statements.ts';

/** Takes sites down: the final snapshot, then a layer by an execution of remove-layer. */
export const row: MachineRow = {
  name: 'teardown-site',
  statements: [...nestedStatements('remove-layer'), ...snapshotStatements],
};
