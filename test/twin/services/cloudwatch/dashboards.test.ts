import { describe, expect, it } from 'vitest';
import { dashboardProblems } from '#twin/services/cloudwatch/dashboard-body.ts';
import { PERSON } from '../account.ts';
import { openWatch } from './watch.ts';

const GRAPH = {
  type: 'metric',
  width: 12,
  height: 6,
  properties: {
    region: 'us-east-1',
    title: 'CPU',
    period: 60,
    stat: 'Average',
    metrics: [['AWS/EC2', 'CPUUtilization', 'InstanceId', 'i-1']],
  },
};
const bodyOf = (...widgets: unknown[]): string => JSON.stringify({ widgets });
const graphWith = (properties: object): string => bodyOf({ ...GRAPH, properties: { ...GRAPH.properties, ...properties } });
const put = (DashboardBody: string, DashboardName = 'shop') => ({ DashboardName, DashboardBody });

describe('a dashboard', () => {
  it('is kept, listed by its name, and answered as it was put', async () => {
    const { call, play } = openWatch();
    call('cloudwatch', 'PutDashboard', put(bodyOf()));
    await play(60);

    call('cloudwatch', 'PutDashboard', put(bodyOf(GRAPH)));
    call('cloudwatch', 'PutDashboard', put(bodyOf(GRAPH), 'other'));

    expect(call('cloudwatch', 'GetDashboard', { DashboardName: 'shop' })).toEqual({
      DashboardArn: 'arn:aws:cloudwatch::123456789012:dashboard/shop',
      DashboardName: 'shop',
      DashboardBody: bodyOf(GRAPH),
    });
    const { DashboardEntries } = call('cloudwatch', 'ListDashboards', { DashboardNamePrefix: 'sh' });
    expect(DashboardEntries).toMatchObject([{ DashboardName: 'shop', Size: bodyOf(GRAPH).length }]);
  });

  it('is deleted with others or not at all', () => {
    const { call } = openWatch();
    call('cloudwatch', 'PutDashboard', put(bodyOf()));

    expect(() => call('cloudwatch', 'DeleteDashboards', { DashboardNames: ['shop', 'nobody'] })).toThrow('nobody does not exist');
    expect(call('cloudwatch', 'ListDashboards', {}).DashboardEntries).toHaveLength(1);
    call('cloudwatch', 'DeleteDashboards', { DashboardNames: ['shop'] });
    expect(() => call('cloudwatch', 'GetDashboard', { DashboardName: 'shop' })).toThrow('shop does not exist');
  });

  it('is refused where CloudWatch would not draw it, and under a name with a blank', () => {
    const { call } = openWatch();

    expect(() => call('cloudwatch', 'PutDashboard', put('{'))).toThrow('not valid JSON');
    expect(() => call('cloudwatch', 'PutDashboard', put(bodyOf(), 'my shop'))).toThrow('The name my shop');
  });
});

describe('AWS::CloudWatch::Dashboard', () => {
  const CONTEXT = { tags: { 'nines:site': 'shop' }, principal: PERSON, newName: () => 'watch-Dashboard-1X2Y' } as never;

  it('makes, changes and deletes a dashboard; another name is another dashboard', async () => {
    const { cloud, call } = openWatch();
    const provider = cloud.provider('AWS::CloudWatch::Dashboard');
    const body = () => call('cloudwatch', 'GetDashboard', { DashboardName: 'shop' }).DashboardBody;

    const made = await provider.create(put(bodyOf()), CONTEXT);
    const changed = await provider.update?.('shop', put(bodyOf(GRAPH)), put(bodyOf()), CONTEXT);
    const renamed = await provider.update?.('shop', put(bodyOf(), 'other'), put(bodyOf()), CONTEXT);

    expect([made, changed, renamed, body()]).toEqual([{ physicalId: 'shop' }, {}, 'replace', bodyOf(GRAPH)]);
    await provider.delete('shop', {}, CONTEXT);
    expect(() => provider.delete('shop', {}, CONTEXT)).not.toThrow();
    expect(body).toThrow('does not exist');
  });

  it('carries the tags of its stack and its own, and loses those that are taken away', async () => {
    const { cloud, cloudwatch } = openWatch();
    const provider = cloud.provider('AWS::CloudWatch::Dashboard');
    const tagged = { ...put(bodyOf()), Tags: [{ Key: 'team', Value: 'web' }] };
    const tags = () => cloudwatch.taggedResources().map((one) => [one.arn, one.tags]);

    await provider.create(tagged, CONTEXT);
    const before = tags();
    await provider.update?.('shop', put(bodyOf()), tagged, CONTEXT);

    expect(before).toEqual([['arn:aws:cloudwatch::123456789012:dashboard/shop', { 'nines:site': 'shop', team: 'web' }]]);
    expect(tags()).toEqual([['arn:aws:cloudwatch::123456789012:dashboard/shop', { 'nines:site': 'shop' }]]);
  });

  it('refuses a property by name', () => {
    const { cloud } = openWatch();

    expect(() => cloud.provider('AWS::CloudWatch::Dashboard').create({ ...put(bodyOf()), Theme: 'dark' }, CONTEXT)).toThrow(
      'AWS::CloudWatch::Dashboard with Theme',
    );
  });
});

describe('the body of a dashboard', () => {
  it.each([
    ['without a widget', bodyOf()],
    ['with a graph', bodyOf(GRAPH)],
    ['with a place', bodyOf({ ...GRAPH, x: 0, y: 6 })],
    ['with options at the end of a line', graphWith({ metrics: [['AWS/EC2', 'CPUUtilization', { stat: 'p90', label: 'most' }]] })],
    ['with an expression', graphWith({ metrics: [[{ expression: "SEARCH('x', 'Sum', 60)", id: 'e1' }]] })],
    ['with a text', bodyOf({ type: 'text', properties: { markdown: '# Shop' } })],
    ['with alarms', bodyOf({ type: 'alarm', properties: { alarms: ['arn:aws:cloudwatch:us-east-1:1:alarm:a'] } })],
  ])('may be one %s', (_, body) => {
    expect(dashboardProblems(body)).toEqual([]);
  });

  it.each([
    ['is no JSON', '{', '', /JSON/],
    ['has no widgets', '{}', '/widgets', /array/],
    ['has too many widgets', bodyOf(...Array.from({ length: 501 }, () => GRAPH)), '/widgets', /at most 500/],
    ['has a widget that is none', bodyOf('graph'), '/widgets/0', /object/],
    ['has a widget of an unknown type', bodyOf({ ...GRAPH, type: 'clock' }), '/widgets/0/type', /one of metric/],
    ['has a widget without properties', bodyOf({ type: 'text' }), '/widgets/0/properties', /object/],
    ['has a widget with half a place', bodyOf({ ...GRAPH, x: 3 }), '/widgets/0', /both x and y/],
    ['has a widget off the grid', bodyOf({ ...GRAPH, x: 24, y: 0 }), '/widgets/0/x', /0 to 23/],
    ['has a widget that is too wide', bodyOf({ ...GRAPH, width: 25 }), '/widgets/0/width', /1 to 24/],
    ['has a widget without height', bodyOf({ ...GRAPH, height: 0 }), '/widgets/0/height', /1 to 1000/],
    ['has a graph of no region', graphWith({ region: '' }), '/widgets/0/properties/region', /string/],
    ['has a graph with a period of its own', graphWith({ period: 45 }), '/widgets/0/properties/period', /period/],
    ['has a graph with an unknown property', graphWith({ colour: 'red' }), '/widgets/0/properties', /colour/],
    ['has a graph with an unknown view', graphWith({ view: 'cake' }), '/widgets/0/properties/view', /one of timeSeries/],
    ['has a graph of nothing', graphWith({ metrics: undefined }), '/widgets/0/properties', /metrics or annotations/],
    ['has a metric without a name', graphWith({ metrics: [['AWS/EC2']] }), '/widgets/0/properties/metrics/0', /namespace/],
    ['has a dimension without a value', graphWith({ metrics: [['A', 'b', 'c']] }), '/widgets/0/properties/metrics/0', /value/],
    ['has options before the name', graphWith({ metrics: [[{}, 'A', 'b']] }), '/widgets/0/properties/metrics/0', /last item/],
    ['has a line without anything', graphWith({ metrics: [[]] }), '/widgets/0/properties/metrics/0', /at least one/],
    ['has an alarm widget without alarms', bodyOf({ type: 'alarm', properties: { alarms: [] } }), '/widgets/0/properties/alarms', /ARNs/],
    ['has an empty text', bodyOf({ type: 'text', properties: { markdown: '' } }), '/widgets/0/properties/markdown', /string/],
  ])('is told of when it %s', (_, body, DataPath, message) => {
    expect(dashboardProblems(body)).toEqual([{ DataPath, Message: expect.stringMatching(message) }]);
  });
});
