import { type LayerDecision, type LayerRules, needed } from './rules.ts';

export type DatabaseSpec = { engine: 'mysql'; instanceClass: string; storageGb: number; multiAz: boolean; backupRetentionDays: number };

/** RDS for MySQL. Forty minutes is Terraform's own limit for an instance (K14). */
export const database: LayerRules = {
  template: (spec) => (spec.database ? 'database-instance' : undefined),
  waitSeconds: 40 * 60,
  parameters: ({ database: wanted }, outputs) => {
    if (wanted === undefined) throw new RangeError('The site has no database.');
    return {
      ...needed(outputs, 'DataSubnetIds', 'DataSecurityGroupId'),
      InstanceClass: wanted.instanceClass,
      StorageGb: wanted.storageGb,
      MultiAz: wanted.multiAz,
      BackupRetentionDays: wanted.backupRetentionDays,
    };
  },
};

/** What was seen of the database. */
export type DatabaseFacts = { status: string; multiAz: boolean; secondaryZone?: string | undefined; zone?: string | undefined };

/** States from which RDS does not come back by itself. */
const LOST_STATES = new Set([
  'failed',
  'deleting',
  'stopped',
  'stopping',
  'storage-full',
  'incompatible-network',
  'incompatible-parameters',
]);

/** A database is what it promises when it is available and, if asked for, has a standby in another zone. */
export function gateDatabase(wanted: DatabaseSpec, facts: DatabaseFacts | undefined): LayerDecision {
  if (facts === undefined) return { action: 'fail', reason: 'The database does not exist.' };
  if (LOST_STATES.has(facts.status)) return { action: 'fail', reason: `The database is ${facts.status}.` };
  if (facts.status !== 'available') return { action: 'wait', reason: `The database is ${facts.status}, not yet available.` };
  if (!wanted.multiAz) return { action: 'proceed', reason: 'The database is available.' };
  if (!facts.multiAz) return { action: 'fail', reason: 'The database is available, but it has no standby in another zone.' };
  if (facts.secondaryZone !== undefined && facts.secondaryZone === facts.zone) {
    return { action: 'fail', reason: `The database and its standby are both in ${facts.zone}.` };
  }
  return { action: 'proceed', reason: 'The database is available and has a standby in another zone.' };
}
