import type { Target } from '@aws-sdk/client-eventbridge';
import type { Cloud, Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { refuseUnknown } from '../../refuse.ts';
import { tagRecord } from '../../tags.ts';
import { DEFAULT_BUS } from './buses.ts';
import type { Rule, RuleStore } from './rules.ts';
import { putTargets } from './targets.ts';

const TYPE = 'AWS::Events::Rule';
const KNOWN = ['Name', 'EventBusName', 'EventPattern', 'ScheduleExpression', 'State', 'Description', 'RoleArn', 'Targets', 'Tags'];
const MAX_NAME_LENGTH = 64;

/** AWS::Events::Rule; off the default bus its id is `bus|rule`, as CloudFormation has it. */
export function ruleProvider(cloud: Cloud, rules: RuleStore): ResourceProvider {
  const put = (name: string, properties: Properties, context: ProviderContext): Rule => {
    refuseUnknown(TYPE, properties, KNOWN);
    const { EventPattern: pattern } = properties;
    const rule = rules.put(properties.EventBusName, {
      name,
      patternText: pattern === undefined ? undefined : JSON.stringify(pattern),
      scheduleExpression: properties.ScheduleExpression,
      description: properties.Description,
      roleArn: properties.RoleArn,
      state: properties.State ?? 'ENABLED',
    });
    rule.targets.clear();
    putTargets(cloud, rule, (properties.Targets ?? []).map(targetOf));
    rule.tags.clear();
    for (const [key, value] of Object.entries({ ...context.tags, ...tagRecord(properties.Tags) })) rule.tags.set(key, value);
    return rule;
  };
  return {
    type: TYPE,
    create: (properties, context) => {
      const rule = put(String(properties.Name ?? context.newName(MAX_NAME_LENGTH)), properties, context);
      return { physicalId: idOf(rule), attributes: { Arn: rule.arn } };
    },
    update: (physicalId, properties, previous, context) => {
      if (properties.Name !== previous.Name || properties.EventBusName !== previous.EventBusName) return 'replace';
      return { attributes: { Arn: put(nameOf(physicalId), properties, context).arn } };
    },
    delete: (physicalId, properties) => {
      const rule = rules.find(properties.EventBusName, nameOf(physicalId));
      if (rule) rules.remove(rule);
    },
  };
}

const idOf = (rule: Rule): string => (rule.busName === DEFAULT_BUS ? rule.name : `${rule.busName}|${rule.name}`);
const nameOf = (physicalId: string): string => physicalId.slice(physicalId.indexOf('|') + 1);

/** A copy of its own; what PutTargets does not know it refuses by name. */
const targetOf = (properties: Properties): Target => JSON.parse(JSON.stringify(properties)) as Target;
