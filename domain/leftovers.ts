/** A resource that still carries the site's tag, by its ARN. */
export type Leftover = { arn: string; kind: LeftoverKind };
export type LeftoverKind = (typeof BILLABLE)[number]['kind'];

/** The parts of ARNs that cost money by standing there, and what each is called. Anything else costs nothing or by use. */
const BILLABLE = [
  { pattern: /:ec2:[^:]*:[^:]*:instance\//, kind: 'EC2 instance' },
  { pattern: /:ec2:[^:]*:[^:]*:volume\//, kind: 'EBS volume' },
  { pattern: /:ec2:[^:]*:[^:]*:snapshot\//, kind: 'EBS snapshot' },
  { pattern: /:ec2:[^:]*:[^:]*:natgateway\//, kind: 'NAT gateway' },
  { pattern: /:ec2:[^:]*:[^:]*:elastic-ip\//, kind: 'Elastic IP address' },
  { pattern: /:ec2:[^:]*:[^:]*:vpc-endpoint\//, kind: 'interface endpoint' },
  { pattern: /:elasticloadbalancing:[^:]*:[^:]*:loadbalancer\//, kind: 'load balancer' },
  { pattern: /:rds:[^:]*:[^:]*:db:/, kind: 'RDS instance' },
  { pattern: /:rds:[^:]*:[^:]*:cluster:/, kind: 'RDS cluster' },
  { pattern: /:rds:[^:]*:[^:]*:snapshot:/, kind: 'RDS snapshot' },
  { pattern: /:rds:[^:]*:[^:]*:cluster-snapshot:/, kind: 'RDS cluster snapshot' },
  { pattern: /:elasticache:[^:]*:[^:]*:cluster:/, kind: 'ElastiCache cluster' },
  { pattern: /:elasticache:[^:]*:[^:]*:replicationgroup:/, kind: 'ElastiCache replication group' },
  { pattern: /:elasticache:[^:]*:[^:]*:snapshot:/, kind: 'ElastiCache snapshot' },
  { pattern: /^arn:[^:]*:s3:::/, kind: 'S3 bucket' },
  { pattern: /:cloudfront:[^:]*:[^:]*:distribution\//, kind: 'CloudFront distribution' },
  { pattern: /:elasticfilesystem:[^:]*:[^:]*:file-system\//, kind: 'EFS file system' },
  { pattern: /:route53:::healthcheck\//, kind: 'Route 53 health check' },
  { pattern: /:dynamodb:[^:]*:[^:]*:table\//, kind: 'DynamoDB table' },
  { pattern: /:secretsmanager:[^:]*:[^:]*:secret:/, kind: 'secret' },
  { pattern: /:cloudwatch:[^:]*:[^:]*:alarm:/, kind: 'CloudWatch alarm' },
  { pattern: /:cloudwatch:[^:]*:[^:]*:dashboard\//, kind: 'CloudWatch dashboard' },
  { pattern: /:logs:[^:]*:[^:]*:log-group:/, kind: 'log group' },
] as const satisfies readonly { pattern: RegExp; kind: string }[];

/** The load balancer writes to it to its last minute, so that no stack can take it along; what is in it expires. */
const ACCESS_LOGS = /^arn:[^:]*:s3:::nines-[^:]*-web-accesslogbucket-/;

/** The buckets of access logs that outlive their site on purpose. */
export const keptLogsOf = (arns: readonly string[]): string[] => arns.filter((arn) => ACCESS_LOGS.test(arn));

/** Automatic backups of shared files carry the tags of what they are of, outlive it for five weeks and then go by themselves (EFS User Guide: awsbackup). */
const RECOVERY_POINTS = /:backup:[^:]*:[^:]*:recovery-point:/;

/** The backups of shared files that outlive their site on purpose. */
export const keptBackupsOf = (arns: readonly string[]): string[] => arns.filter((arn) => RECOVERY_POINTS.test(arn));

/** What of a site's tagged resources costs money by standing there, without what is meant to stay. */
export function billableOf(arns: readonly string[], kept: readonly string[]): Leftover[] {
  return arns
    .filter((arn) => !ACCESS_LOGS.test(arn) && !kept.some((end) => arn.endsWith(end)))
    .flatMap((arn) => {
      const kind = BILLABLE.find(({ pattern }) => pattern.test(arn))?.kind;
      return kind ? [{ arn, kind }] : [];
    });
}
