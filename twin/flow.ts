/** A point of a rate curve; between two points the rate is linear, before the first and after the last it is 0. */
export type RateKnot = { readonly atMs: number; readonly perSecond: number };

/** What visitors did between two moments; requests are whole numbers (seeded rounding). */
export type FlowTotals = { readonly requests: number; readonly failed: number; readonly byStatus: Readonly<Record<string, number>> };

/** Visitors of a load balancer as a rate over time, integrated exactly between events. Owned by Elastic Load Balancing. */
export type FlowBook = {
  /** Visitors of the load balancer with this DNS name, from now on; replaces what was there. */
  attach(dnsName: string, knots: readonly RateKnot[]): void;
  detach(dnsName: string): void;
  /** Totals since attach, integrated up to now. */
  totals(dnsName: string): FlowTotals;
};
