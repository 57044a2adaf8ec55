import { readRow } from './read-row.ts';
import { KEYS } from './table.ts';

/** The safety lever: engaged, everything stops and nothing starts. */
export type Lever = { engaged: boolean; by: string; at: string };

/** The lever's position; a lever that nobody has touched is not engaged. A reading that fails throws, and the gate says no. */
export async function readLever(): Promise<Lever> {
  return (await readRow<Lever>(KEYS.lever())) ?? { engaged: false, by: 'nobody', at: '' };
}
