/** One published price in us-east-1: where it stands, and when it was read there. */
export type PriceRow = { readonly usd: number; readonly unit: string; readonly source: string; readonly date: string };

/** The region that the tables are of. In any other a price is unknown, never this one. */
export const PRICED_REGION = 'us-east-1';

/** The hours that AWS's calculator gives a month. */
export const HOURS_OF_MONTH = 730;

/** A row of a table whose figures share a source; a figure that is not there makes no row. */
export const priceOf = (usd: number | undefined, source: Omit<PriceRow, 'usd'>): PriceRow | undefined =>
  usd === undefined ? undefined : { usd, ...source };
