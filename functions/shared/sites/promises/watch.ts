import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { alarmNames, gateWatch, type WatchFacts } from '#domain/layers/watch.ts';
import { cloudWatch } from '../../clients/cloud-watch.ts';
import type { Promised } from './promise.ts';

/** Every alarm there, and none with its actions off. */
export const watchPromise: Promised = async (spec) => gateWatch(spec, await watchFacts(alarmNames(spec)));

/** One answer has up to a hundred alarms, four times as many as a site can have. */
async function watchFacts(AlarmNames: string[]): Promise<WatchFacts> {
  const answer = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames, MaxRecords: 100 }));
  const alarms = (answer.MetricAlarms ?? []).map(({ AlarmName: name = '', ActionsEnabled: actionsEnabled = true }) => ({
    name,
    actionsEnabled,
  }));
  return { alarms };
}
