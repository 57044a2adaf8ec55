import { type SiteResource, textOf } from '../site-resources.ts';
import { byUse, type PriceRule, service } from './charge.ts';
import { HOURS_OF_MONTH } from './row.ts';

/** Ways in and out, names, and what watches them. */
export const NETWORK_RULES: Readonly<Record<string, PriceRule>> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (balancer, { spec }) => [
    service('Application Load Balancer', HOURS_OF_MONTH, 'alb.hour'),
    byUse('load balancer capacity', 'alb.lcu'),
    ...(textOf(balancer, 'Scheme') === 'internet-facing'
      ? [
          service(
            `public IPv4 addresses of the load balancer in ${spec.network.zones.length} zones`,
            HOURS_OF_MONTH * spec.network.zones.length,
            'ipv4.hour',
          ),
        ]
      : []),
  ],
  'AWS::EC2::NatGateway': ({ id }) => [service(`NAT gateway (${id})`, HOURS_OF_MONTH, 'nat.hour'), byUse(`data through ${id}`, 'nat.data')],
  'AWS::EC2::EIP': ({ id }) => [service(`public IPv4 address (${id})`, HOURS_OF_MONTH, 'ipv4.hour')],
  'AWS::EC2::VPCEndpoint': (endpoint) => {
    // Those for S3 and DynamoDB are gateways, and free.
    if (textOf(endpoint, 'VpcEndpointType') !== 'Interface') return [];
    const zones = lengthOf(endpoint, 'SubnetIds');
    return [
      service(`interface endpoint (${endpoint.id}) in ${zones} zones`, HOURS_OF_MONTH * zones, 'endpoint.hour'),
      byUse(`data through ${endpoint.id}`, 'endpoint.data'),
    ];
  },
  'AWS::CloudFront::Distribution': ({ id }) => [
    byUse(`CloudFront to visitors in Europe and North America (${id})`, 'cloudfront.out'),
    byUse(`CloudFront requests over HTTPS (${id})`, 'cloudfront.https'),
  ],
  'AWS::CloudFront::Function': ({ id }) => [byUse(`runs of ${id} at the edge`, 'cloudfront.functions')],
  'AWS::Route53::HostedZone': ({ id }) => [service(`hosted zone (${id})`, 1, 'route53.zone')],
  'AWS::Route53::HealthCheck': (check) => {
    const options = optionsOf(check.properties.HealthCheckConfig);
    return [
      service(`Route 53 health check (${check.id})`, 1, 'route53.check'),
      ...(options > 0 ? [service(`options of ${check.id} (HTTPS, text, fast, latency)`, options, 'route53.feature')] : []),
    ];
  },
  // Queries of aliases to AWS's own endpoints are free.
  'AWS::Route53::RecordSet': (record) =>
    record.properties.AliasTarget === undefined ? [byUse(`queries of ${record.id}`, 'route53.queries')] : [],
  'AWS::CloudWatch::Alarm': (alarm) => {
    const metrics = Array.isArray(alarm.properties.Metrics)
      ? alarm.properties.Metrics.filter((metric) => 'MetricStat' in Object(metric)).length
      : 1;
    const isFast = Number(textOf(alarm, 'Period') ?? 60) < 60;
    return [service(`CloudWatch alarm (${alarm.id})`, metrics, isFast ? 'cloudwatch.alarmFast' : 'cloudwatch.alarm')];
  },
  'AWS::CloudWatch::Dashboard': () => [service('CloudWatch dashboard', 1, 'cloudwatch.dashboard')],
  'AWS::Logs::LogGroup': ({ id }) => [byUse(`log lines (${id})`, 'logs.ingested'), byUse(`log lines kept (${id})`, 'logs.kept')],
  'AWS::SecretsManager::Secret': ({ id }) => [service(`secret (${id})`, 1, 'secret')],
  'AWS::KMS::Key': ({ id }) => [service(`KMS key (${id})`, 1, 'kms.key')],
  'AWS::SNS::Topic': ({ id }) => [byUse(`mail of ${id}`, 'sns.mail')],
  'AWS::SQS::Queue': ({ id }) => [byUse(`requests to ${id}`, 'sqs.requests')],
};

function lengthOf({ properties }: SiteResource, name: string): number {
  const list = properties[name];
  return Array.isArray(list) ? list.length : 0;
}

/** HTTPS, a text to look for, asking each ten seconds and measuring latency are billed one by one. */
function optionsOf(configuration: unknown): number {
  const { Type: type, RequestInterval: interval, MeasureLatency: latency } = Object(configuration) as Record<string, unknown>;
  const kind = String(type);
  return [kind.startsWith('HTTPS'), kind.endsWith('_STR_MATCH'), Number(interval) === 10, String(latency) === 'true'].filter(Boolean)
    .length;
}
