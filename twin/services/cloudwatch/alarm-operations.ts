import type {
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  PutMetricAlarmInput,
  SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import type { Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { tagRecord } from '../../tags.ts';
import { ALARM_STATES, type Alarm, type AlarmState } from './alarm.ts';
import type { Alarms } from './alarms.ts';
import { configurationOf } from './configuration.ts';
import { required } from './configuration-values.ts';
import { describeAlarm } from './describe-alarm.ts';
import type { Evaluator } from './evaluator.ts';
import type { History } from './history.ts';
import { page } from './page.ts';
import type { StateChanges } from './state-changes.ts';

type Names = { AlarmNames?: string[] };
type Parts = { alarms: Alarms; evaluator: Evaluator; changes: StateChanges; history: History };

/** What PutMetricAlarm acts on, without tags. */
const SETTINGS =
  'AlarmDescription ActionsEnabled OKActions AlarmActions InsufficientDataActions MetricName Namespace Statistic Dimensions Period Unit EvaluationPeriods DatapointsToAlarm Threshold ComparisonOperator TreatMissingData Metrics';

/** Alarms on one metric, or on an expression over some, with a static threshold. */
export function alarmOperations({ alarms, evaluator, changes, history }: Parts): Record<string, Operation> {
  const setEnabled = (enabled: boolean) => (input: Names) => {
    for (const name of input.AlarmNames ?? []) {
      const alarm = alarms.get(name);
      if (alarm) alarm.actionsEnabled = enabled;
    }
    return {};
  };
  return {
    PutMetricAlarm: taking('cloudwatch:PutMetricAlarm', `AlarmName Tags ${SETTINGS}`, (input: PutMetricAlarmInput) => {
      const name = required('AlarmName', input.AlarmName);
      const { alarm, isNew } = alarms.put(name, configurationOf(input), input.ActionsEnabled ?? true, evaluator);
      // Tags given for an alarm that is there already are ignored, as documented; TagResource changes them.
      const tags = tagRecord(input.Tags);
      if (isNew) alarm.tags = tags;
      return {};
    }),
    DescribeAlarms: taking(
      'cloudwatch:DescribeAlarms',
      'AlarmNames AlarmNamePrefix AlarmTypes StateValue ActionPrefix MaxRecords NextToken',
      (input: DescribeAlarmsInput) => describe(alarms, input),
    ),
    // One wrong name and nothing is deleted.
    DeleteAlarms: taking('cloudwatch:DeleteAlarms', 'AlarmNames', (input: Names) => {
      const found = required('AlarmNames', input.AlarmNames).map((name) => alarms.find(name));
      for (const alarm of found) alarms.delete(alarm.name);
      return {};
    }),
    SetAlarmState: taking('cloudwatch:SetAlarmState', 'AlarmName StateValue StateReason StateReasonData', (input: SetAlarmStateInput) => {
      const alarm = alarms.find(input.AlarmName);
      const state = ALARM_STATES.find((known) => known === input.StateValue);
      if (!state) throw new AwsError('InvalidFormatFault', `Unknown state ${input.StateValue}`);
      changes.enter(alarm, state, required('StateReason', input.StateReason), input.StateReasonData);
      // The state that was set lasts until the next evaluation; an action may have deleted the alarm.
      if (alarms.get(alarm.name) === alarm) evaluator.look(alarm);
      return {};
    }),
    EnableAlarmActions: taking('cloudwatch:EnableAlarmActions', 'AlarmNames', setEnabled(true)),
    DisableAlarmActions: taking('cloudwatch:DisableAlarmActions', 'AlarmNames', setEnabled(false)),
    DescribeAlarmHistory: taking(
      'cloudwatch:DescribeAlarmHistory',
      'AlarmName AlarmTypes HistoryItemType StartDate EndDate ScanBy MaxRecords NextToken',
      (input: DescribeAlarmHistoryInput) => describeHistory(history, input),
    ),
  };
}

function describe(alarms: Alarms, input: DescribeAlarmsInput): DescribeAlarmsOutput {
  const { AlarmNames, AlarmNamePrefix = '', StateValue, ActionPrefix } = input;
  if (AlarmNames && AlarmNamePrefix) throw new AwsError('ValidationError', 'AlarmNames and AlarmNamePrefix exclude each other');
  // Without a type, metric alarms are meant; there are no others.
  const wanted = input.AlarmTypes?.includes('MetricAlarm') === false ? [] : alarms.all();
  const chosen = wanted.filter(
    (alarm) =>
      (!AlarmNames || AlarmNames.includes(alarm.name)) &&
      alarm.name.startsWith(AlarmNamePrefix) &&
      (!StateValue || alarm.state.value === (StateValue as AlarmState)) &&
      (!ActionPrefix || actionsOf(alarm).some((arn) => arn.startsWith(ActionPrefix))),
  );
  const { items, ...next } = page(chosen, input.MaxRecords, input.NextToken);
  return { MetricAlarms: items.map(describeAlarm), CompositeAlarms: [], ...next };
}

const actionsOf = (alarm: Alarm): string[] => Object.values(alarm.configuration.actions).flat();

function describeHistory(history: History, input: DescribeAlarmHistoryInput): DescribeAlarmHistoryOutput {
  const fromMs = input.StartDate?.getTime() ?? Number.NEGATIVE_INFINITY;
  const toMs = input.EndDate?.getTime() ?? Number.POSITIVE_INFINITY;
  const wanted = input.AlarmTypes?.includes('MetricAlarm') === false ? [] : history.items();
  const chosen = wanted.filter(
    (item) =>
      (input.AlarmName === undefined || item.AlarmName === input.AlarmName) &&
      (input.HistoryItemType === undefined || item.HistoryItemType === input.HistoryItemType) &&
      item.Timestamp.getTime() >= fromMs &&
      item.Timestamp.getTime() <= toMs,
  );
  if (input.ScanBy !== 'TimestampAscending') chosen.reverse();
  const { items, ...next } = page(chosen, input.MaxRecords, input.NextToken);
  return { AlarmHistoryItems: items, ...next };
}
