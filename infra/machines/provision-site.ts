import type { MachineRow } from '../rows.ts';
import { stackStatements } from '../stack-statements.ts';

/** Builds sites: change sets of the layer stacks, and their deletion when a run takes back what it made. */
export const row: MachineRow = {
  name: 'provision-site',
  statements: stackStatements(['cloudformation:CreateChangeSet', 'cloudformation:DescribeChangeSet', 'cloudformation:ExecuteChangeSet']),
};
