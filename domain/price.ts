/** USD a month of RDS snapshots beyond the free allowance; agreeing public price tables of 2025 and 2026, not the live list. */
const SNAPSHOT_USD_PER_GB_MONTH: Readonly<Record<string, number>> = { 'us-east-1': 0.095 };

/**
 * What a final snapshot costs a month at most: RDS bills what is used, up to what was allocated, and the free allowance
 * goes with the database. Undefined is "unknown", never 0.
 */
export function snapshotUsdPerMonth(region: string, storageGb: number): number | undefined {
  const price = SNAPSHOT_USD_PER_GB_MONTH[region];
  return price === undefined ? undefined : Math.round(price * storageGb * 100) / 100;
}
