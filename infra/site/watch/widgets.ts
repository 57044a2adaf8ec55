/** A graph of the dashboard. `${…}` in a name is put in by CloudFormation. */
export type Graph = { title: string; stat?: string; lines: readonly (readonly unknown[])[] };

const periodSeconds = 60;
/** Two graphs beside each other; where one stands CloudWatch decides, since a site has more of them or fewer. */
const [width, height] = [12, 6];

/** A widget as the dashboard body's syntax has it (CloudWatch API reference). */
export const graphWidget = ({ title, stat = 'Average', lines }: Graph): object => ({
  type: 'metric',
  width,
  height,
  properties: {
    title,
    region: '${AWS::Region}',
    view: 'timeSeries',
    stat,
    period: periodSeconds,
    metrics: lines,
    yAxis: { left: { min: 0 } },
  },
});

/** The states of the alarms, over the whole width. */
export const alarmWidget = (arns: string): object => ({
  type: 'alarm',
  width: 2 * width,
  height: 2,
  properties: { title: 'Alarms', alarms: [arns] },
});

/** Whatever of a namespace a search finds: as many lines as there are, without a name of each. */
const search = (schema: string, terms: string, stat: string): readonly unknown[] => [
  { expression: `SEARCH('{${schema}} ${terms}', '${stat}', ${periodSeconds})` },
];

const balancer = (metricName: string, stat?: string): readonly unknown[] => [
  'AWS/ApplicationELB',
  metricName,
  'LoadBalancer',
  '${LoadBalancer}',
  ...(stat === undefined ? [] : [{ stat, label: stat }]),
];
const perZone = (metricName: string, stat: string): readonly unknown[] =>
  search('AWS/ApplicationELB,AvailabilityZone,LoadBalancer,TargetGroup', `MetricName="${metricName}" TargetGroup="\${TargetGroup}"`, stat);
const group = (metricName: string): readonly unknown[] => ['AWS/AutoScaling', metricName, 'AutoScalingGroupName', '${Group}'];

/** What every site has. */
export const webGraphs: readonly Graph[] = [
  { title: 'Requests a minute', stat: 'Sum', lines: [balancer('RequestCount')] },
  {
    title: 'Server errors a minute',
    stat: 'Sum',
    lines: [balancer('HTTPCode_Target_5XX_Count'), balancer('HTTPCode_ELB_5XX_Count')],
  },
  { title: 'Seconds to answer', lines: [balancer('TargetResponseTime', 'p50'), balancer('TargetResponseTime', 'p99')] },
  { title: 'Targets in each zone', lines: [perZone('HealthyHostCount', 'Minimum'), perZone('UnHealthyHostCount', 'Maximum')] },
  {
    title: 'Nodes of the group',
    lines: [group('GroupMinSize'), group('GroupDesiredCapacity'), group('GroupInServiceInstances'), group('GroupMaxSize')],
  },
  { title: 'CPU of the nodes', lines: [['AWS/EC2', 'CPUUtilization', 'AutoScalingGroupName', '${Group}']] },
];

const oneOf = (metricNames: readonly string[]): string => `(${metricNames.map((name) => `MetricName="${name}"`).join(' OR ')})`;

const ofDatabase = (metricNames: readonly string[], stat: string): readonly unknown[] =>
  search('AWS/RDS,DBInstanceIdentifier', `${oneOf(metricNames)} DBInstanceIdentifier=\${Database}`, stat);

/** A database of any kind: its instances all have its name in theirs, and without quotes a search finds a part of a name. */
export const databaseGraphs: readonly Graph[] = [
  { title: 'Connections to the database', lines: [ofDatabase(['DatabaseConnections'], 'Average')] },
  { title: 'CPU of the database', lines: [ofDatabase(['CPUUtilization'], 'Average')] },
  { title: 'How far copies are behind (s, Aurora ms)', lines: [ofDatabase(['ReplicaLag', 'AuroraReplicaLag'], 'Maximum')] },
];

/** A cache of any kind: Memcached's metrics have other names than those of Valkey and Redis. */
export const cacheGraphs: readonly Graph[] = [
  {
    title: 'Cache hits and misses a minute',
    lines: [
      search(
        'AWS/ElastiCache,CacheClusterId,CacheNodeId',
        `${oneOf(['GetHits', 'GetMisses', 'CacheHits', 'CacheMisses'])} CacheClusterId=\${Cache}`,
        'Sum',
      ),
    ],
  },
];

/** Shared files: their credits, where they have any, and how near they are to what they can do. */
export const filesGraphs: readonly Graph[] = [
  { title: 'Burst credits of the shared files (bytes)', lines: [['AWS/EFS', 'BurstCreditBalance', 'FileSystemId', '${Files}']] },
  { title: 'I/O limit of the shared files (%)', stat: 'Maximum', lines: [['AWS/EFS', 'PercentIOLimit', 'FileSystemId', '${Files}']] },
];

const queue = (metricName: string, stat: string, name = '${Queue}'): readonly unknown[] => [
  'AWS/SQS',
  metricName,
  'QueueName',
  name,
  { stat },
];

/** The workers' queue, how old its oldest message is, and what no worker could do. */
export const workerGraphs: readonly Graph[] = [
  {
    title: 'Work that waits, and work that nobody could do',
    lines: [
      queue('ApproximateNumberOfMessagesVisible', 'Maximum'),
      queue('ApproximateNumberOfMessagesVisible', 'Maximum', '${Queue}-dead'),
    ],
  },
  { title: 'Seconds that the oldest work has waited', lines: [queue('ApproximateAgeOfOldestMessage', 'Maximum')] },
];
