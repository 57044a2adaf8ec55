import type { Target } from '@aws-sdk/client-eventbridge';
import type { Cloud, Properties, ResourceProvider } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import { type RuleStore, refuseOtherBus } from './store.ts';
import { putTargets } from './targets.ts';

const MAX_NAME_LENGTH = 64;

/** AWS::Events::Rule. */
export function ruleProvider(cloud: Cloud, store: RuleStore): ResourceProvider {
  const put = (name: string, properties: Properties): string => {
    refuseOtherBus(cloud, properties.EventBusName);
    if (properties.ScheduleExpression !== undefined)
      throw new NotInTwinError('the property AWS::Events::Rule.ScheduleExpression', 'use EventBridge Scheduler');
    const rule = store.put({
      name,
      patternText: JSON.stringify(properties.EventPattern),
      description: properties.Description,
      roleArn: properties.RoleArn,
      enabled: properties.State !== 'DISABLED',
    });
    rule.targets.clear();
    putTargets(cloud, rule, (properties.Targets ?? []).map(targetOf));
    return rule.arn;
  };
  return {
    type: 'AWS::Events::Rule',
    create: (properties, context) => {
      const name = String(properties.Name ?? context.newName(MAX_NAME_LENGTH));
      return { physicalId: name, attributes: { Arn: put(name, properties) } };
    },
    update: (physicalId, properties, previous) => {
      if (properties.Name !== previous.Name) return 'replace';
      return { attributes: { Arn: put(physicalId, properties) } };
    },
    delete: (physicalId) => {
      store.rules.delete(physicalId);
    },
  };
}

/** A copy of its own; what PutTargets does not know it refuses by name. */
const targetOf = (properties: Properties): Target => JSON.parse(JSON.stringify(properties)) as Target;
