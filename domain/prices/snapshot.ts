import { PRICED_REGION } from './row.ts';
import { SERVICES } from './services.ts';

/**
 * What a final snapshot costs a month at most: RDS bills what is used, up to what was allocated, and the free allowance
 * goes with the database. Undefined is "unknown", never 0.
 */
export const snapshotUsdPerMonth = (region: string, storageGb: number): number | undefined =>
  region === PRICED_REGION ? Math.round(SERVICES['rds.backup'].usd * storageGb * 100) / 100 : undefined;
