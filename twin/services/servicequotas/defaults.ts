/** A quota as AWS hands it to an account that has asked for nothing. */
export type DefaultQuota = {
  readonly serviceCode: string;
  readonly serviceName: string;
  readonly code: string;
  readonly name: string;
  readonly value: number;
};

const row = (serviceCode: string, serviceName: string, code: string, name: string, value: number): DefaultQuota => ({
  serviceCode,
  serviceName,
  code,
  name,
  value,
});

/**
 * The quotas that the twin knows, with their defaults. Source: what ListAWSDefaultServiceQuotas answered, as
 * gruntwork-io/terraform-aws-utilities keeps it in docs/quotas.md (04f58839, 2024-02-10).
 */
export const DEFAULT_QUOTAS: readonly DefaultQuota[] = [
  row('autoscaling', 'Amazon EC2 Auto Scaling', 'L-CDE20ADC', 'Auto Scaling groups per region', 500),
  row('cloudformation', 'AWS CloudFormation', 'L-0485CB21', 'Stack count', 2000),
  row('cloudfront', 'Amazon CloudFront', 'L-24B04930', 'Web distributions per AWS account', 200),
  row('ec2', 'Amazon Elastic Compute Cloud (Amazon EC2)', 'L-0263D0A3', 'EC2-VPC Elastic IPs', 5),
  row(
    'ec2',
    'Amazon Elastic Compute Cloud (Amazon EC2)',
    'L-1216C47A',
    'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
    5,
  ),
  row(
    'ec2',
    'Amazon Elastic Compute Cloud (Amazon EC2)',
    'L-34B43A08',
    'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests',
    5,
  ),
  row('elasticache', 'Amazon ElastiCache', 'L-8C334AD1', 'Nodes per cluster (Memcached)', 60),
  row('elasticache', 'Amazon ElastiCache', 'L-DFE45DF3', 'Nodes per Region', 300),
  row('elasticfilesystem', 'Amazon Elastic File System (EFS)', 'L-848C634D', 'File systems per account', 1000),
  row('elasticloadbalancing', 'Elastic Load Balancing (ELB)', 'L-53DA6B97', 'Application Load Balancers per Region', 50),
  row('elasticloadbalancing', 'Elastic Load Balancing (ELB)', 'L-7E6692B2', 'Targets per Application Load Balancer', 1000),
  row('elasticloadbalancing', 'Elastic Load Balancing (ELB)', 'L-7EED9B64', 'Rules per Application Load Balancer', 100),
  row('rds', 'Amazon Relational Database Service (Amazon RDS)', 'L-5BC124EF', 'Read replicas per primary', 15),
  row('rds', 'Amazon Relational Database Service (Amazon RDS)', 'L-7ADDB58A', 'Total storage for all DB instances', 100000),
  row('rds', 'Amazon Relational Database Service (Amazon RDS)', 'L-7B6409FD', 'DB instances', 40),
  row('rds', 'Amazon Relational Database Service (Amazon RDS)', 'L-952B80B8', 'DB clusters', 40),
  row('route53', 'Amazon Route 53', 'L-4EA4796A', 'Hosted zones', 500),
  row('route53', 'Amazon Route 53', 'L-ACB674F3', 'Health checks', 200),
  row('acm', 'AWS Certificate Manager (ACM)', 'L-F141DD1D', 'ACM certificates', 2_500),
  row('dynamodb', 'Amazon DynamoDB', 'L-F98FE922', 'Maximum number of tables', 2_500),
  row('s3', 'Amazon Simple Storage Service (Amazon S3)', 'L-DC2B2D3D', 'General purpose buckets', 100),
  row('vpc', 'Amazon Virtual Private Cloud (Amazon VPC)', 'L-29B6F2EB', 'Interface VPC endpoints per VPC', 50),
  row('vpc', 'Amazon Virtual Private Cloud (Amazon VPC)', 'L-407747CB', 'Subnets per VPC', 200),
  row('vpc', 'Amazon Virtual Private Cloud (Amazon VPC)', 'L-F678F1CE', 'VPCs per Region', 5),
  row('vpc', 'Amazon Virtual Private Cloud (Amazon VPC)', 'L-FE5A380F', 'NAT gateways per Availability Zone', 5),
];

/** Services of no region: their quotas are told in us-east-1 alone (Service Quotas API, GetServiceQuota). */
export const GLOBAL_SERVICES: readonly string[] = ['cloudfront', 'route53'];
