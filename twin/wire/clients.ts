import type { ServiceName } from '../cloud.ts';

export type ProtocolName = 'awsQuery' | 'ec2Query' | 'awsJson1_0' | 'awsJson1_1' | 'restJson' | 'restXml';

/** One client of the SDK: whose schemas the wire speaks for a service. `signingName` is the service of the credential scope. */
export type ClientRow = {
  readonly service: ServiceName;
  readonly signingName: string;
  readonly package: string;
  readonly protocol: ProtocolName;
  /** awsQuery and ec2Query: the namespace of the answers. */
  readonly xmlNamespace?: string;
  /** awsJson: errors carry the code of the old query protocol in a header. */
  readonly queryCompatible?: true;
};

const row = (
  service: ServiceName,
  client: string,
  protocol: ProtocolName,
  options: { signingName?: string; xmlNamespace?: string; queryCompatible?: true } = {},
): ClientRow => ({
  service,
  signingName: options.signingName ?? service,
  package: `@aws-sdk/client-${client}`,
  protocol,
  ...(options.xmlNamespace ? { xmlNamespace: options.xmlNamespace } : {}),
  ...(options.queryCompatible ? { queryCompatible: true } : {}),
});

/** The clients that the wire knows. A protocol is what the service's endpoint speaks to the installed version of its client. */
export const CLIENTS: readonly ClientRow[] = [
  row('acm', 'acm', 'awsJson1_1'),
  row('autoscaling', 'auto-scaling', 'awsQuery', { xmlNamespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/' }),
  row('cloudformation', 'cloudformation', 'awsQuery', { xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/' }),
  row('cloudfront', 'cloudfront', 'restXml', { xmlNamespace: 'http://cloudfront.amazonaws.com/doc/2020-05-31/' }),
  row('cloudwatch', 'cloudwatch', 'awsJson1_0', { signingName: 'monitoring', queryCompatible: true }),
  row('dynamodb', 'dynamodb', 'awsJson1_0'),
  row('ec2', 'ec2', 'ec2Query', { xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/' }),
  row('elasticache', 'elasticache', 'awsQuery', { xmlNamespace: 'http://elasticache.amazonaws.com/doc/2015-02-02/' }),
  row('elasticfilesystem', 'efs', 'restJson'),
  row('elasticloadbalancing', 'elastic-load-balancing-v2', 'awsQuery', {
    xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  }),
  row('events', 'eventbridge', 'awsJson1_1'),
  row('lambda', 'lambda', 'restJson'),
  row('logs', 'cloudwatch-logs', 'awsJson1_1'),
  row('rds', 'rds', 'awsQuery', { xmlNamespace: 'http://rds.amazonaws.com/doc/2014-10-31/' }),
  row('route53', 'route-53', 'restXml', { xmlNamespace: 'https://route53.amazonaws.com/doc/2013-04-01/' }),
  row('s3', 's3', 'restXml', { xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/' }),
  row('scheduler', 'scheduler', 'restJson'),
  row('secretsmanager', 'secrets-manager', 'awsJson1_1'),
  row('servicequotas', 'service-quotas', 'awsJson1_1'),
  row('sns', 'sns', 'awsQuery', { xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/' }),
  row('sqs', 'sqs', 'awsJson1_0', { queryCompatible: true }),
  row('ssm', 'ssm', 'awsJson1_1'),
  row('states', 'sfn', 'awsJson1_0'),
  row('sts', 'sts', 'awsQuery', { xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/' }),
  row('tag', 'resource-groups-tagging-api', 'awsJson1_1', { signingName: 'tagging' }),
];
