import type { MachineRow } from '../rows.ts';
import { nestedStatements } from '../stack-statements.ts';

/** Builds and changes sites, a layer by an execution of build-layer, and takes back what a failed run has made. */
export const row: MachineRow = { name: 'provision-site', statements: nestedStatements('build-layer', 'remove-layer') };
