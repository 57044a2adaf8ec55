import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { billableOf } from '#domain/leftovers.ts';
import { watchPromise } from '#functions/shared/sites/promises/watch.ts';
import { isStillThere } from '#functions/shared/sites/still-there.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError } from '../support.ts';

const cloudWatch = mockClient(CloudWatchClient);
const logs = mockClient(CloudWatchLogsClient);

beforeEach(() => {
  cloudWatch.reset();
  logs.reset();
});

describe('the promise of the watch', () => {
  const alarms = (...MetricAlarms: object[]) => cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms });
  const site = siteSpec({ alarms: { ...siteSpec().alarms, serverErrors: { thresholdPercent: 5, minutes: 3 } } });

  it('asks for the alarms of the site by their names, in one page', async () => {
    alarms({ AlarmName: 'my-app-cpu', ActionsEnabled: true }, { AlarmName: 'myapp-server-errors', ActionsEnabled: true });

    expect(await watchPromise(site, {})).toMatchObject({ action: 'proceed' });
    expect(cloudWatch.commandCalls(DescribeAlarmsCommand)[0]?.args[0].input).toEqual({
      AlarmNames: ['my-app-cpu', 'myapp-server-errors'],
      MaxRecords: 100,
    });
  });

  it('is broken by an alarm that is missing, and by one that tells nobody', async () => {
    alarms({ AlarmName: 'my-app-cpu', ActionsEnabled: true });
    const missing = await watchPromise(site, {});
    alarms({ AlarmName: 'my-app-cpu', ActionsEnabled: false }, { AlarmName: 'myapp-server-errors', ActionsEnabled: true });
    const silent = await watchPromise(site, {});

    expect(missing).toMatchObject({ action: 'fail', reason: expect.stringContaining('myapp-server-errors') });
    expect(silent).toMatchObject({ action: 'fail', reason: expect.stringContaining('my-app-cpu') });
  });
});

describe('what a watch leaves behind', () => {
  const GROUP = 'arn:aws:logs:us-east-1:123456789012:log-group:/nines/myapp/nodes/php';
  const isLeft = async (arn: string) => {
    const [found] = billableOf([arn], []);
    return found !== undefined && (await isStillThere(found));
  };

  it('is a dashboard that is still drawn', async () => {
    cloudWatch.on(GetDashboardCommand, { DashboardName: 'nines-myapp' }).resolves({ DashboardName: 'nines-myapp' });

    expect(await isLeft('arn:aws:cloudwatch::123456789012:dashboard/nines-myapp')).toBe(true);
  });

  it.each(['DashboardNotFoundError', 'ResourceNotFound'])('is no dashboard of which CloudWatch says %s', async (error) => {
    cloudWatch.on(GetDashboardCommand).rejects(awsError(error));

    expect(await isLeft('arn:aws:cloudwatch::123456789012:dashboard/nines-myapp')).toBe(false);
  });

  it.each([
    [GROUP, ['/nines/myapp/nodes/php'], true],
    [`${GROUP}:*`, ['/nines/myapp/nodes/php'], true],
    [GROUP, ['/nines/myapp/nodes/php-slow'], false],
    [GROUP, [], false],
  ])('is the log group %s where there are %j: %s', async (arn, names, isKept) => {
    logs
      .on(DescribeLogGroupsCommand, { logGroupNamePrefix: '/nines/myapp/nodes/php' })
      .resolves({ logGroups: names.map((logGroupName) => ({ logGroupName })) });

    expect(await isLeft(arn)).toBe(isKept);
  });

  it('is no topic, which costs nothing', () => {
    expect(billableOf(['arn:aws:sns:us-east-1:123456789012:myapp-devops-alert'], [])).toEqual([]);
  });
});
