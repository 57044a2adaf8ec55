import type { CacheSpec } from './layers/cache.ts';
import type { DatabaseSpec } from './layers/database.ts';
import type { FilesSpec } from './layers/files.ts';
import type { NetworkSpec } from './layers/network.ts';
import type { WebSpec } from './layers/web.ts';

/** A capacity window that recurs without end; both times are five-field cron in its time zone. */
export type CapacityWindow = { name: string; opens: string; closes: string; timezone: string; min: number; max: number };

/** A site as its owner describes it; `events/site-spec.ts` is its schema at the edge. */
export type SiteSpec = {
  site: string;
  region: string;
  network: NetworkSpec;
  web: WebSpec;
  database?: DatabaseSpec | undefined;
  cache?: CacheSpec | undefined;
  files?: FilesSpec | undefined;
  windows: CapacityWindow[];
  alarms: { cpu: { name: string; thresholdPercent: number; periodSeconds: number; topic: string } };
  objectives: { availabilityPercent: number; databaseRtoSeconds: number; nodeRecoverySeconds: number; rpoWrites: number };
  optIn: { drills: boolean; chaos: boolean };
};
