/** A resource that still carries the site's tag, by its ARN. */
export type Leftover = { arn: string; kind: string };

/** The parts of ARNs that cost money by standing there, and what each is called. Anything else costs nothing or by use. */
const BILLABLE: readonly { pattern: RegExp; kind: string }[] = [
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
  { pattern: /:elasticfilesystem:[^:]*:[^:]*:file-system\//, kind: 'EFS file system' },
  { pattern: /:secretsmanager:[^:]*:[^:]*:secret:/, kind: 'secret' },
  { pattern: /:cloudwatch:[^:]*:[^:]*:alarm:/, kind: 'CloudWatch alarm' },
];

/** What of a site's tagged resources costs money by standing there, without what is meant to stay. */
export function billableOf(arns: readonly string[], kept: readonly string[]): Leftover[] {
  return arns
    .filter((arn) => !kept.some((end) => arn.endsWith(end)))
    .flatMap((arn) => {
      const kind = BILLABLE.find(({ pattern }) => pattern.test(arn))?.kind;
      return kind ? [{ arn, kind }] : [];
    });
}
