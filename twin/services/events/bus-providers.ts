import type { Cloud, Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { refuseUnknown } from '../../refuse.ts';
import { tagRecord } from '../../tags.ts';
import type { BusStore, EventBus } from './buses.ts';
import { type PolicyStatement, putStatement, readPolicy, removeStatement, statementOf } from './policy.ts';

const BUS = 'AWS::Events::EventBus';
const POLICY = 'AWS::Events::EventBusPolicy';
/** Encryption and logs of a bus, and the dead letters of encryption, have no effect here. */
const BUS_PROPERTIES = ['Name', 'Description', 'Policy', 'Tags', 'KmsKeyIdentifier', 'DeadLetterConfig', 'LogConfig'];
const POLICY_PROPERTIES = ['EventBusName', 'StatementId', 'Statement', 'Action', 'Principal', 'Condition'];

/** AWS::Events::EventBus and ::EventBusPolicy. */
export const busProviders = (cloud: Cloud, buses: BusStore): ResourceProvider[] => [busProvider(cloud, buses), policyProvider(buses)];

function busProvider(cloud: Cloud, buses: BusStore): ResourceProvider {
  const settle = (bus: EventBus, properties: Properties, context: ProviderContext): Properties => {
    bus.description = properties.Description;
    bus.policy = properties.Policy === undefined ? undefined : readPolicy(JSON.stringify(properties.Policy));
    bus.changedMs = cloud.clock.nowMs;
    bus.tags.clear();
    for (const [key, value] of Object.entries({ ...context.tags, ...tagRecord(properties.Tags) })) bus.tags.set(key, value);
    return { Arn: bus.arn, Name: bus.name, ...(bus.policy ? { Policy: JSON.stringify(bus.policy) } : {}) };
  };
  return {
    type: BUS,
    create: (properties, context) => {
      refuseUnknown(BUS, properties, BUS_PROPERTIES);
      const bus = buses.create(String(properties.Name ?? ''), properties.Description);
      return { physicalId: bus.name, attributes: settle(bus, properties, context) };
    },
    update: (physicalId, properties, previous, context) => {
      refuseUnknown(BUS, properties, BUS_PROPERTIES);
      if (properties.Name !== previous.Name) return 'replace';
      return { attributes: settle(buses.require(physicalId), properties, context) };
    },
    delete: (physicalId) => {
      const bus = buses.find(physicalId);
      if (bus) buses.delete(bus);
    },
  };
}

/** One statement of a bus's policy, whole or in its older parts. */
function policyProvider(buses: BusStore): ResourceProvider {
  const put = (properties: Properties): void => {
    refuseUnknown(POLICY, properties, POLICY_PROPERTIES);
    const bus = buses.require(properties.EventBusName);
    const { Statement: whole, StatementId: id } = properties;
    putStatement(bus, whole === undefined ? statementOf(bus, properties) : ({ ...whole, Sid: id } as PolicyStatement));
  };
  return {
    type: POLICY,
    create: (properties) => {
      put(properties);
      return { physicalId: `${buses.require(properties.EventBusName).name}|${properties.StatementId}` };
    },
    update: (_physicalId, properties, previous) => {
      if (properties.EventBusName !== previous.EventBusName || properties.StatementId !== previous.StatementId) return 'replace';
      put(properties);
      return {};
    },
    delete: (_physicalId, properties) => {
      const bus = buses.find(properties.EventBusName);
      if (bus?.policy?.Statement.some(({ Sid }) => Sid === properties.StatementId)) removeStatement(bus, properties.StatementId);
    },
  };
}
