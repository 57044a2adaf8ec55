import type { MachineRow } from '../rows.ts';
import { stackStatements, unprotectStatement } from '../stack-statements.ts';

/** Takes one layer of a site down; started by teardown-site, and by provision-site for what a failed run has made. */
export const row: MachineRow = { name: 'remove-layer', statements: [...stackStatements([]), unprotectStatement] };
