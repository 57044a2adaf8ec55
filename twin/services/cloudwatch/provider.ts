import type { Cloud, Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { refuseUnknown } from '../../refuse.ts';
import { tagList, tagRecord } from '../../tags.ts';
import { alarmArn } from './alarms.ts';

const ALARM = 'AWS::CloudWatch::Alarm';
/** CloudFormation hands parameters over as texts. */
const NUMBERS = ['Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'Threshold'];
const AS_THEY_ARE = [
  'AlarmDescription',
  'OKActions',
  'AlarmActions',
  'InsufficientDataActions',
  'MetricName',
  'Namespace',
  'Statistic',
  'Dimensions',
  'Unit',
  'ComparisonOperator',
  'TreatMissingData',
];
/** The same in a metrics list. */
const metricsOf = (list: readonly Properties[]): Properties[] =>
  list.map((entry) => ({
    ...entry,
    ...(entry.MetricStat === undefined ? {} : { MetricStat: { ...entry.MetricStat, Period: Number(entry.MetricStat.Period) } }),
    ...(entry.ReturnData === undefined ? {} : { ReturnData: String(entry.ReturnData) === 'true' }),
  }));

/** AWS::CloudWatch::Alarm; `Ref` is its name. Acts through the API, with the rights of whoever changes the stack. */
export function alarmProvider(cloud: Cloud): ResourceProvider {
  const call = (operation: string, input: object, { principal }: ProviderContext): void =>
    void cloud.callNow('cloudwatch', operation, input, principal);
  const attributes = (name: string): Properties => ({ Arn: alarmArn(cloud, name) });
  return {
    type: ALARM,
    create(properties, context) {
      const name = String(properties.AlarmName ?? context.newName(255));
      call('PutMetricAlarm', { ...inputOf(name, properties), Tags: tagsOf(properties, context) }, context);
      return { physicalId: name, attributes: attributes(name) };
    },
    update(physicalId, properties, previous, context) {
      if (properties.AlarmName !== previous.AlarmName) return 'replace';
      call('PutMetricAlarm', inputOf(physicalId, properties), context);
      changeTags(cloud, alarmArn(cloud, physicalId), properties, previous, context);
      return { attributes: attributes(physicalId) };
    },
    delete(physicalId, _properties, context) {
      try {
        call('DeleteAlarms', { AlarmNames: [physicalId] }, context);
      } catch (error) {
        // Somebody deleted it before: the stack has what it wants.
        if (!(error instanceof AwsError && error.shape === 'ResourceNotFound')) throw error;
      }
    },
  };
}

function inputOf(AlarmName: string, properties: Properties): Properties {
  refuseUnknown(ALARM, properties, ['AlarmName', 'ActionsEnabled', 'Tags', 'Metrics', ...NUMBERS, ...AS_THEY_ARE]);
  const input: Properties = { AlarmName };
  if (properties.ActionsEnabled !== undefined) input.ActionsEnabled = String(properties.ActionsEnabled) === 'true';
  if (properties.Metrics !== undefined) input.Metrics = metricsOf(properties.Metrics);
  for (const name of AS_THEY_ARE) if (properties[name] !== undefined) input[name] = properties[name];
  for (const name of NUMBERS) if (properties[name] !== undefined) input[name] = Number(properties[name]);
  return input;
}

/** The tags of a resource: the stack's and its own. */
export function tagsOf(properties: Properties, { tags }: Pick<ProviderContext, 'tags'>): { Key: string; Value: string }[] {
  return tagList({ ...tags, ...tagRecord(properties.Tags) });
}

/** Gives what is there its new tags, and takes those away that it is not to have any more. */
export function changeTags(
  cloud: Cloud,
  ResourceARN: string,
  properties: Properties,
  previous: Properties,
  context: ProviderContext,
): void {
  const Tags = tagsOf(properties, context);
  const gone = tagsOf(previous, { tags: {} }).filter((tag) => !Tags.some((kept) => kept.Key === tag.Key));
  const call = (operation: string, input: object): void => void cloud.callNow('cloudwatch', operation, input, context.principal);
  if (gone.length > 0) call('UntagResource', { ResourceARN, TagKeys: gone.map((tag) => tag.Key) });
  if (Tags.length > 0) call('TagResource', { ResourceARN, Tags });
}
