/** What a scenario says of the site's nodes; nothing of it can be looked up, so all of it is handed in. */
export type NodeSettings = {
  /** CPU use of a node that serves nobody. */
  readonly idleCpuPercent: number;
  /** What each request a second adds. */
  readonly cpuPercentPerRequestPerSecond: number;
  /** From the operating system being up until the bootstrap script has the site serving: lognormal through p50 and p90. */
  readonly applicationBootSeconds: { readonly p50: number; readonly p90: number };
  /** How long a worker takes for one message; without a word, one second. */
  readonly secondsPerMessage?: number | undefined;
};
