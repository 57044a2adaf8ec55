/** A capacity window that recurs without end; both times are five-field cron in its time zone. */
export type CapacityWindow = { name: string; opens: string; closes: string; timezone: string; min: number; max: number };

/** One Availability Zone of a site with its two subnets. */
export type ZoneSpec = { name: string; public: string; data: string };

/** A site as its owner describes it; `events/site-spec.ts` is its schema at the edge. */
export type SiteSpec = {
  site: string;
  region: string;
  network: { cidr: string; zones: [ZoneSpec, ZoneSpec] };
  web: {
    group: string;
    instanceType: string;
    min: number;
    max: number;
    healthPath: string;
    healthCheckGraceSeconds: number;
    deregistrationDelaySeconds: number;
    targetTracking: { cpuPercent: number; warmUpSeconds: number };
  };
  database?: { engine: 'mysql'; instanceClass: string; storageGb: number; multiAz: boolean; backupRetentionDays: number } | undefined;
  cache?: { engine: 'memcached'; nodeType: string; nodes: number } | undefined;
  windows: CapacityWindow[];
  alarms: { cpu: { name: string; thresholdPercent: number; periodSeconds: number; topic: string } };
  objectives: { availabilityPercent: number; databaseRtoSeconds: number; nodeRecoverySeconds: number; rpoWrites: number };
  optIn: { drills: boolean; chaos: boolean };
};
