import { type PriceRow, priceOf } from './row.ts';

/** A node of Redis OSS, on demand, USD an hour. Memcached's nodes cost the same. */
const REDIS: Readonly<Record<string, number>> = {
  'cache.t2.micro': 0.017,
  'cache.t2.small': 0.034,
  'cache.t2.medium': 0.068,
  'cache.t3.micro': 0.017,
  'cache.t3.small': 0.034,
  'cache.t3.medium': 0.068,
  'cache.t4g.micro': 0.016,
  'cache.t4g.small': 0.032,
  'cache.t4g.medium': 0.065,
  'cache.m5.large': 0.156,
  'cache.m5.xlarge': 0.311,
  'cache.m5.2xlarge': 0.623,
  'cache.m6g.large': 0.149,
  'cache.m6g.xlarge': 0.297,
  'cache.m6g.2xlarge': 0.593,
  'cache.m7g.large': 0.158,
  'cache.m7g.xlarge': 0.315,
  'cache.m7g.2xlarge': 0.629,
  'cache.r5.large': 0.216,
  'cache.r5.xlarge': 0.431,
  'cache.r5.2xlarge': 0.862,
  'cache.r6g.large': 0.206,
  'cache.r6g.xlarge': 0.411,
  'cache.r6g.2xlarge': 0.821,
  'cache.r7g.large': 0.219,
  'cache.r7g.xlarge': 0.437,
  'cache.r7g.2xlarge': 0.873,
};

/** A node of Valkey: a fifth less, but by its own list, since some types are Valkey's alone. */
const VALKEY: Readonly<Record<string, number>> = {
  'cache.t2.micro': 0.0136,
  'cache.t2.small': 0.0272,
  'cache.t2.medium': 0.0544,
  'cache.t3.micro': 0.0136,
  'cache.t3.small': 0.0272,
  'cache.t3.medium': 0.0544,
  'cache.t4g.micro': 0.0128,
  'cache.t4g.small': 0.0256,
  'cache.t4g.medium': 0.052,
  'cache.m5.large': 0.1248,
  'cache.m5.xlarge': 0.2488,
  'cache.m5.2xlarge': 0.4984,
  'cache.m6g.large': 0.1192,
  'cache.m6g.xlarge': 0.2376,
  'cache.m6g.2xlarge': 0.4744,
  'cache.m7g.large': 0.1264,
  'cache.m7g.xlarge': 0.252,
  'cache.m7g.2xlarge': 0.5032,
  'cache.m8g.large': 0.1266,
  'cache.m8g.xlarge': 0.2531,
  'cache.m8g.2xlarge': 0.5062,
  'cache.r5.large': 0.1728,
  'cache.r5.xlarge': 0.3448,
  'cache.r5.2xlarge': 0.6896,
  'cache.r6g.large': 0.1648,
  'cache.r6g.xlarge': 0.3288,
  'cache.r6g.2xlarge': 0.6568,
  'cache.r7g.large': 0.1752,
  'cache.r7g.xlarge': 0.3496,
  'cache.r7g.2xlarge': 0.6984,
  'cache.r8g.large': 0.1756,
  'cache.r8g.xlarge': 0.3511,
  'cache.r8g.2xlarge': 0.7022,
};

const SOURCE = {
  unit: 'hour',
  source: 'https://aws.amazon.com/elasticache/pricing/ (Price List API, as a public table quotes it)',
  date: '2026-10-02',
} as const;

/** What a node of a type costs an hour. */
export const cacheNodePrice = (engine: string, nodeType: string): PriceRow | undefined =>
  priceOf((engine === 'valkey' ? VALKEY : REDIS)[nodeType], SOURCE);
