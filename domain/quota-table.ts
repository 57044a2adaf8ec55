/** A quota of an account, under the names of the Service Quotas API. `code` is absent where AWS has the limit in its guide only. */
export type Quota = { name: string; serviceCode: string; code?: string; defaultValue: number; scope: string; source: string; date: string };

const LISTED = {
  source: 'https://github.com/gruntwork-io/terraform-aws-utilities/blob/04f58839/docs/quotas.md (ListAWSDefaultServiceQuotas)',
  date: '2024-02-10',
} as const;
const listed = (serviceCode: string, code: string, name: string, defaultValue: number, scope = 'region'): Quota => ({
  name,
  serviceCode,
  code,
  defaultValue,
  scope,
  ...LISTED,
});

/** The quotas that a site can meet, with what an account has before it asks for more. */
export const QUOTAS = {
  vpcs: listed('vpc', 'L-F678F1CE', 'VPCs per Region', 5),
  natGateways: listed('vpc', 'L-FE5A380F', 'NAT gateways per Availability Zone', 5, 'Availability Zone'),
  interfaceEndpoints: listed('vpc', 'L-29B6F2EB', 'Interface VPC endpoints per VPC', 50, 'VPC'),
  elasticIps: listed('ec2', 'L-0263D0A3', 'EC2-VPC Elastic IPs', 5),
  standardVcpus: listed('ec2', 'L-1216C47A', 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances', 5),
  spotVcpus: listed('ec2', 'L-34B43A08', 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests', 5),
  groups: listed('autoscaling', 'L-CDE20ADC', 'Auto Scaling groups per region', 500),
  scheduledActions: {
    name: 'Scheduled actions per Auto Scaling group',
    serviceCode: 'autoscaling',
    defaultValue: 125,
    scope: 'group',
    source: 'https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html',
    date: '2026-11-21',
  },
  loadBalancers: listed('elasticloadbalancing', 'L-53DA6B97', 'Application Load Balancers per Region', 50),
  targets: listed('elasticloadbalancing', 'L-7E6692B2', 'Targets per Application Load Balancer', 1_000, 'load balancer'),
  rules: listed('elasticloadbalancing', 'L-7EED9B64', 'Rules per Application Load Balancer', 100, 'load balancer'),
  certificates: {
    name: 'ACM certificates',
    serviceCode: 'acm',
    code: 'L-F141DD1D',
    defaultValue: 2_500,
    scope: 'region',
    source: 'https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html',
    date: '2026-11-21',
  },
  tables: {
    name: 'Maximum number of tables',
    serviceCode: 'dynamodb',
    code: 'L-F98FE922',
    defaultValue: 2_500,
    scope: 'region',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html',
    date: '2026-11-21',
  },
  databaseInstances: listed('rds', 'L-7B6409FD', 'DB instances', 40),
  databaseClusters: listed('rds', 'L-952B80B8', 'DB clusters', 40),
  databaseStorageGb: listed('rds', 'L-7ADDB58A', 'Total storage for all DB instances', 100_000),
  readReplicas: listed('rds', 'L-5BC124EF', 'Read replicas per primary', 15, 'DB instance'),
  cacheNodes: listed('elasticache', 'L-DFE45DF3', 'Nodes per Region', 300),
  memcachedNodes: listed('elasticache', 'L-8C334AD1', 'Nodes per cluster (Memcached)', 60, 'cluster'),
  fileSystems: listed('elasticfilesystem', 'L-848C634D', 'File systems per account', 1_000),
  distributions: listed('cloudfront', 'L-24B04930', 'Web distributions per AWS account', 200, 'account'),
  healthChecks: listed('route53', 'L-ACB674F3', 'Health checks', 200, 'account'),
  buckets: listed('s3', 'L-DC2B2D3D', 'General purpose buckets', 100, 'account'),
  stacks: listed('cloudformation', 'L-0485CB21', 'Stack count', 2_000),
} as const satisfies Readonly<Record<string, Quota>>;

export type QuotaName = keyof typeof QUOTAS;
