const SECONDS_OF_YEAR = 365 * 86_400;

/** Seconds that may be lost in a period at an availability in percent: the error budget. */
export function errorBudgetSeconds(availabilityPercent: number, periodSeconds: number): number {
  assertPercent(availabilityPercent);
  return (periodSeconds * (100 - availabilityPercent)) / 100;
}

/** Downtime of a 365-day year at an availability in percent. */
export const downtimeSecondsOfYear = (availabilityPercent: number): number => errorBudgetSeconds(availabilityPercent, SECONDS_OF_YEAR);

/** Availability in percent of the requests that were answered well. No request at all is unknown, never 100. */
export function availabilityPercent(requests: number, failedRequests: number): number | undefined {
  if (requests < 0 || failedRequests < 0 || failedRequests > requests) throw new RangeError('More requests failed than were made.');
  return requests === 0 ? undefined : (100 * (requests - failedRequests)) / requests;
}

/** How many nines an availability has: 99.9 is 3, 99.95 is 3.3; all of it is infinite. */
export function ninesOf(availability: number): number {
  assertPercent(availability);
  // Rounded in the tenth place, since 1 − 0.999 is not quite 0.001 in binary.
  return Math.round(-Math.log10(1 - availability / 100) * 1e10) / 1e10;
}

/** Availability in percent of parts that must all work (hard dependencies). */
export function inSeries(availabilities: readonly number[]): number {
  for (const availability of availabilities) assertPercent(availability);
  return availabilities.reduce((product, availability) => (product * availability) / 100, 100);
}

/** Availability in percent of like parts of which one suffices, if they fail independently of each other. */
export function inParallel(availabilities: readonly number[]): number {
  if (availabilities.length === 0) throw new RangeError('Nothing stands in parallel.');
  return 100 - inSeries(availabilities.map((availability) => 100 - availability));
}

/** Share of an error budget that is spent, 1 being all of it. */
export function budgetSpent(availabilityObjectivePercent: number, requests: number, failedRequests: number): number | undefined {
  if (requests === 0) return undefined;
  const allowed = errorBudgetSeconds(availabilityObjectivePercent, requests);
  if (allowed === 0) return failedRequests === 0 ? 0 : Number.POSITIVE_INFINITY;
  return failedRequests / allowed;
}

function assertPercent(value: number): void {
  if (!(value >= 0 && value <= 100)) throw new RangeError(`An availability is 0 to 100 percent, not ${value}.`);
}
