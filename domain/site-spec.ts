import type { CacheSpec } from './layers/cache.ts';
import type { DatabaseSpec } from './layers/database.ts';
import type { EdgeSpec } from './layers/edge.ts';
import type { FilesSpec } from './layers/files.ts';
import type { MediaSpec } from './layers/media.ts';
import type { NetworkSpec } from './layers/network.ts';
import type { AlarmsSpec, WatchSpec } from './layers/watch.ts';
import type { WebSpec } from './layers/web.ts';
import type { WorkerSpec } from './layers/worker.ts';

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
  media?: MediaSpec | undefined;
  worker?: WorkerSpec | undefined;
  edge?: EdgeSpec | undefined;
  windows: CapacityWindow[];
  alarms: AlarmsSpec;
  dashboard: boolean;
  logRetentionDays?: WatchSpec['logRetentionDays'];
  objectives: { availabilityPercent: number; databaseRtoSeconds: number; nodeRecoverySeconds: number; rpoWrites: number };
  optIn: { drills: boolean; chaos: boolean };
};
