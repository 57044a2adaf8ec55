import { describe, expect, test } from 'vitest';
import { alarmNames } from '#domain/layers/watch.ts';
import { priceSite } from '#domain/site-price.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { dashboardProblems } from '#twin/services/cloudwatch/dashboard-body.ts';
import { siteSpec } from '../../domain/support.ts';
import { SPECS } from './specs.ts';
import { only } from './support.ts';
import { alarmsOf, onlyOf, watchOf } from './watch-support.ts';

const spec = (title: string): SiteSpec => SPECS[title] as SiteSpec;
const REPLICAS = spec('a watch over replicas and files with credits');
const AURORA = spec('a watch over Aurora and elastic files');
const TOPIC = 'ref-of-Topic';

describe('the topic', () => {
  test('lets only alarms of this account publish, and by TLS', () => {
    const policy = only('watch', 'AWS::SNS::TopicPolicy');

    expect(policy.PolicyDocument).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
        { Effect: 'Deny', Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ],
    });
  });
});

describe('the alarms', () => {
  test('of a site that asks for none are the one of the courses', () => {
    const alarms = alarmsOf(siteSpec());

    expect(alarms).toEqual({
      'my-app-cpu': expect.objectContaining({
        Namespace: 'AWS/EC2',
        MetricName: 'CPUUtilization',
        Statistic: 'Average',
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        EvaluationPeriods: 1,
        DatapointsToAlarm: 1,
        TreatMissingData: 'missing',
        AlarmActions: [TOPIC],
      }),
    });
  });

  test.each(Object.keys(SPECS))('of %s are those that its promise names', (title) => {
    expect(Object.keys(alarmsOf(spec(title))).sort()).toEqual(alarmNames(spec(title)).sort());
  });

  test.each(Object.entries(alarmsOf(REPLICAS)).filter(([name]) => name !== 'my-app-cpu'))(
    '%s tells people of its beginning and its end',
    (_name, alarm) => {
      expect(alarm).toMatchObject({
        AlarmActions: [TOPIC],
        OKActions: [TOPIC],
        AlarmDescription: expect.stringMatching(/^myapp: .*Look at/),
      });
    },
  );

  test('of server errors watch the share of both kinds, and are quiet while nobody asks', () => {
    const alarm = alarmsOf(REPLICAS)['myapp-server-errors'];

    expect(alarm).toMatchObject({ Threshold: 5, EvaluationPeriods: 3, DatapointsToAlarm: 3, TreatMissingData: 'notBreaching' });
    expect(alarm?.Metrics).toMatchObject([
      { Id: 'share', ReturnData: true },
      { Id: 'target', MetricStat: { Metric: { MetricName: 'HTTPCode_Target_5XX_Count' }, Period: 60, Stat: 'Sum' }, ReturnData: false },
      { Id: 'balancer', MetricStat: { Metric: { MetricName: 'HTTPCode_ELB_5XX_Count' } } },
      { Id: 'requests', MetricStat: { Metric: { Dimensions: [{ Name: 'LoadBalancer', Value: 'app/nines-myapp/1a2b' }] } } },
    ]);
    expect(alarm).not.toHaveProperty('Period');
  });

  test('of targets watch who fails, and whether too few pass; no count at all is the worst of these', () => {
    const alarms = alarmsOf(REPLICAS);

    const Dimensions = [
      { Name: 'LoadBalancer', Value: 'app/nines-myapp/1a2b' },
      { Name: 'TargetGroup', Value: 'targetgroup/nines-myapp/3c4d' },
    ];
    expect(alarms['myapp-unhealthy-targets']).toMatchObject({
      MetricName: 'UnHealthyHostCount',
      Statistic: 'Maximum',
      Threshold: 1,
      Dimensions,
      TreatMissingData: 'notBreaching',
    });
    expect(alarms['myapp-too-few-targets']).toMatchObject({
      MetricName: 'HealthyHostCount',
      Statistic: 'Maximum',
      Threshold: siteSpec().web.min,
      ComparisonOperator: 'LessThanThreshold',
      Dimensions,
      TreatMissingData: 'breaching',
    });
  });

  test('watch the node of those who write where there is one', () => {
    const site = { ...REPLICAS, web: { ...REPLICAS.web, admin: {} } };

    expect(alarmsOf(site)['myapp-too-few-targets-admin']).toMatchObject({
      Threshold: 1,
      Dimensions: expect.arrayContaining([{ Name: 'TargetGroup', Value: 'targetgroup/nines-myapp-admin/5e6f' }]),
    });
  });

  test.each([
    ['a watch over replicas and files with credits', ['myapp-db-replica-1', 'myapp-db-replica-2']],
    ['a watch over a Multi-AZ DB cluster', ['myapp-db-instance-1', 'myapp-db-instance-2', 'myapp-db-instance-3']],
  ])('watch each copy by its name in %s', (title, names) => {
    const lags = Object.entries(alarmsOf(spec(title))).filter(([name]) => name.startsWith('myapp-replica-lag-'));

    expect(lags.map(([, { Dimensions }]) => Dimensions)).toEqual(names.map((Value) => [{ Name: 'DBInstanceIdentifier', Value }]));
    for (const [, alarm] of lags) expect(alarm).toMatchObject({ MetricName: 'ReplicaLag', Threshold: 60, EvaluationPeriods: 10 });
  });

  test('watch the slowest reader of Aurora, in its milliseconds', () => {
    expect(alarmsOf(AURORA)['myapp-replica-lag']).toMatchObject({
      MetricName: 'AuroraReplicaLagMaximum',
      Dimensions: [{ Name: 'DBClusterIdentifier', Value: 'myapp-db' }],
      Threshold: 60000,
    });
  });

  test('watch the credits of the shared files', () => {
    const site = { ...REPLICAS, alarms: { ...REPLICAS.alarms, burstCredits: { thresholdGb: 100, minutes: 15 } } };

    expect(alarmsOf(site)['myapp-burst-credits']).toMatchObject({
      MetricName: 'BurstCreditBalance',
      Dimensions: [{ Name: 'FileSystemId', Value: 'fs-1' }],
      ComparisonOperator: 'LessThanOrEqualToThreshold',
      Threshold: 100 * 2 ** 30,
      EvaluationPeriods: 15,
    });
  });
});

describe('the logs of the nodes', () => {
  const groups = (site: SiteSpec) => watchOf(site).filter(({ type }) => type === 'AWS::Logs::LogGroup');

  test('have a group each, for as long as the site says', () => {
    expect(groups(REPLICAS).map(({ properties }) => [properties.LogGroupName, properties.RetentionInDays])).toEqual([
      ['/nines/myapp/nodes/bootstrap', 30],
      ['/nines/myapp/nodes/nginx', 30],
      ['/nines/myapp/nodes/php', 30],
    ]);
  });

  test('have none where the site says nothing', () => {
    expect(groups(siteSpec())).toEqual([]);
  });
});

describe('the dashboard', () => {
  type Widget = { type: string; properties: { title: string; alarms?: string[]; metrics?: unknown[][]; region?: string } };
  const bodyOf = (site: SiteSpec): string => String(onlyOf(site, 'AWS::CloudWatch::Dashboard')?.DashboardBody);
  const widgetsOf = (site: SiteSpec): Widget[] => JSON.parse(bodyOf(site)).widgets;
  const titles = (site: SiteSpec): string[] => widgetsOf(site).map(({ properties }) => properties.title);
  const watched = Object.keys(SPECS).filter((title) => spec(title).dashboard);

  test.each(watched)('of %s is one that CloudWatch draws', (title) => {
    expect(dashboardProblems(bodyOf(spec(title)))).toEqual([]);
  });

  test('is called after the site, and is not there unless it is asked for', () => {
    expect(onlyOf(REPLICAS, 'AWS::CloudWatch::Dashboard')?.DashboardName).toBe('nines-myapp');
    expect(onlyOf(siteSpec(), 'AWS::CloudWatch::Dashboard')).toBeUndefined();
  });

  test('shows every alarm of the site, and no other', () => {
    const shown = widgetsOf(REPLICAS).find(({ type }) => type === 'alarm')?.properties.alarms;

    const made = watchOf(REPLICAS).filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
    expect(shown).toEqual(made.map(({ id }) => `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${id}`));
  });

  test('has the graphs of the parts that are there alone', () => {
    const all = titles(REPLICAS);
    const least = titles(spec('a watch over web nodes alone'));

    expect(least).toContain('Server errors a minute');
    expect(all.filter((title) => !least.includes(title))).toEqual([
      'Connections to the database',
      'CPU of the database',
      'How far copies are behind (s, Aurora ms)',
      'Cache hits and misses a minute',
      'Burst credits of the shared files (bytes)',
      'I/O limit of the shared files (%)',
    ]);
  });

  test('has the graphs of the workers where there are any', () => {
    const worker = { instanceType: 't3.small', min: 1, max: 4, backlogPerInstance: 10, visibilitySeconds: 60 };
    const site = { ...REPLICAS, worker };

    expect(titles(site).filter((title) => !titles(REPLICAS).includes(title))).toEqual([
      'Work that waits, and work that nobody could do',
      'Seconds that the oldest work has waited',
    ]);
    expect(bodyOf(site)).toContain('"nines-myapp-work-dead"');
    expect(dashboardProblems(bodyOf(site))).toEqual([]);
  });

  test('searches for the copies of a database and the nodes of a cache by a part of their names, which quotes would not find', () => {
    const searches = widgetsOf(REPLICAS).flatMap(({ properties }) =>
      (properties.metrics ?? []).flatMap(([first]) =>
        typeof first === 'object' ? String((first as { expression: string }).expression) : [],
      ),
    );

    expect(searches).toContain(
      `SEARCH('{AWS/RDS,DBInstanceIdentifier} (MetricName="ReplicaLag" OR MetricName="AuroraReplicaLag") DBInstanceIdentifier=myapp-db', 'Maximum', 60)`,
    );
    expect(searches.filter((text) => text.includes('CacheClusterId=myapp-cache'))).toHaveLength(1);
    expect(searches.filter((text) => text.includes('TargetGroup="targetgroup/nines-myapp/3c4d"'))).toHaveLength(2);
    for (const text of searches) expect(text.length).toBeLessThanOrEqual(1_024);
  });

  test('names what it graphs by what the layers put out', () => {
    const text = bodyOf(REPLICAS);

    for (const name of ['app/nines-myapp/1a2b', 'targetgroup/nines-myapp/3c4d', 'myapp-asg', 'myapp-db', 'myapp-cache', 'fs-1'])
      expect(text).toContain(name);
    expect(text).not.toContain('${');
    for (const { type, properties } of widgetsOf(REPLICAS)) if (type === 'metric') expect(properties.region).toBe('us-east-1');
  });
});

describe('the price of a watch', () => {
  const lines = (site: SiteSpec) => {
    const resources = watchOf(site).map((made) => ({ layer: 'watch' as const, ...made }));
    return new Map(priceSite({ spec: site, resources }).lines.map((line) => [line.what, line]));
  };

  test('counts each metric that an alarm reads', () => {
    const priced = lines(REPLICAS);

    expect(priced.get('CloudWatch alarm (ServerErrorAlarm)')).toMatchObject({ quantity: 3, usdPerMonth: 0.3 });
    expect(priced.get('CloudWatch alarm (TooFewTargetAlarm)')).toMatchObject({ quantity: 1, usdPerMonth: 0.1 });
  });

  test('has the dashboard, and the logs by use, of which nobody knows beforehand how much there is', () => {
    const priced = lines(REPLICAS);

    expect(priced.get('CloudWatch dashboard')).toMatchObject({ usdPerMonth: 3, byUse: false });
    expect(priced.get('log lines (PhpLog)')).toMatchObject({ usdPerUnit: 0.5, usdPerMonth: 0, byUse: true });
  });

  test('is one alarm for a site that asks for no more', () => {
    expect([...lines(siteSpec()).keys()].filter((what) => what.startsWith('CloudWatch'))).toEqual(['CloudWatch alarm (CpuAlarm)']);
  });
});
