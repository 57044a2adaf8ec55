import type { HealthCheckConfig, ResourceRecordSet, UpdateHealthCheckRequest } from '@aws-sdk/client-route-53';
import type { Properties, ResourceProvider } from '../../cloud.ts';
import { given, number } from '../../properties.ts';
import { refuseUnknown } from '../../refuse.ts';
import { tagRecord } from '../../tags.ts';
import { invalidInput } from './errors.ts';
import { fullName } from './names.ts';
import type { Parts } from './operations.ts';
import type { Zones } from './zones.ts';

const RECORD = 'AWS::Route53::RecordSet';
const CHECK = 'AWS::Route53::HealthCheck';
const RECORD_PROPERTIES =
  'HostedZoneId HostedZoneName Name Type TTL ResourceRecords AliasTarget SetIdentifier Weight Region Failover GeoLocation ' +
  'GeoProximityLocation MultiValueAnswer HealthCheckId';

/** AWS::Route53::RecordSet: complete when the change is INSYNC. */
export const recordSetProvider = ({ zones }: Pick<Parts, 'zones'>): ResourceProvider => {
  const change = (properties: Properties, ...actions: readonly (readonly ['CREATE' | 'UPSERT' | 'DELETE', Properties])[]) => {
    const changes = actions.map(([Action, of]) => ({ Action, ResourceRecordSet: recordOf(of) }));
    return zones.change(zoneIdOf(zones, properties), changes).inSync;
  };
  return {
    type: RECORD,
    async create(properties) {
      refuseUnknown(RECORD, properties, RECORD_PROPERTIES.split(' '));
      await change(properties, ['CREATE', properties]);
      return { physicalId: String(properties.Name) };
    },
    async update(_physicalId, properties, previous) {
      if (['HostedZoneId', 'HostedZoneName', 'Name'].some((name) => properties[name] !== previous[name])) return 'replace';
      // One of another type or of another identifier is another record, and takes the place of the old one in the same batch.
      const isOther = properties.Type !== previous.Type || properties.SetIdentifier !== previous.SetIdentifier;
      if (isOther) await change(properties, ['DELETE', previous], ['CREATE', properties]);
      else await change(properties, ['UPSERT', properties]);
      return {};
    },
    async delete(_physicalId, properties) {
      await change(properties, ['DELETE', properties]);
    },
  };
};

function zoneIdOf(zones: Zones, { HostedZoneId, HostedZoneName }: Properties): string {
  if (HostedZoneId !== undefined) return HostedZoneId;
  const found = zones.all().filter((zone) => zone.name === fullName(HostedZoneName ?? ''));
  if (found.length !== 1 || !found[0]) throw invalidInput(`${found.length} hosted zones are named ${HostedZoneName}.`);
  return found[0].id;
}

/** The record of the properties; numbers and switches may stand in a template as texts. */
function recordOf(properties: Properties): ResourceRecordSet {
  const { AliasTarget: alias, GeoProximityLocation: location } = properties;
  return given({
    Name: properties.Name,
    Type: properties.Type,
    SetIdentifier: properties.SetIdentifier,
    Weight: number(properties.Weight),
    Region: properties.Region,
    Failover: properties.Failover,
    TTL: number(properties.TTL),
    HealthCheckId: properties.HealthCheckId,
    GeoLocation: properties.GeoLocation,
    MultiValueAnswer: isTrue(properties.MultiValueAnswer),
    ResourceRecords: properties.ResourceRecords?.map((Value: string) => ({ Value })),
    AliasTarget: alias && {
      DNSName: alias.DNSName,
      HostedZoneId: alias.HostedZoneId,
      EvaluateTargetHealth: isTrue(alias.EvaluateTargetHealth) ?? false,
    },
    GeoProximityLocation: location && given({ ...location, Bias: number(location.Bias) }),
  }) as unknown as ResourceRecordSet;
}

const isTrue = (value: unknown): boolean | undefined => (value === undefined ? undefined : String(value) === 'true');

/** AWS::Route53::HealthCheck. */
export const healthCheckProvider = ({ checks }: Pick<Parts, 'checks'>): ResourceProvider => ({
  type: CHECK,
  create(properties, context) {
    refuseUnknown(CHECK, properties, ['HealthCheckConfig', 'HealthCheckTags']);
    const made = checks.create({ CallerReference: context.newName(64), HealthCheckConfig: configOf(properties) });
    made.tags = { ...context.tags, ...tagRecord(properties.HealthCheckTags) };
    return { physicalId: made.id, attributes: { HealthCheckId: made.id } };
  },
  update(physicalId, properties, previous, context) {
    const [now, before] = [configOf(properties), configOf(previous)];
    if ((['Type', 'RequestInterval', 'MeasureLatency'] as const).some((name) => now[name] !== before[name])) return 'replace';
    const { Type: _type, RequestInterval: _interval, MeasureLatency: _latency, ...changes } = now;
    const updated = checks.update({ HealthCheckId: physicalId, ...changes } as UpdateHealthCheckRequest);
    updated.tags = { ...context.tags, ...tagRecord(properties.HealthCheckTags) };
    return { attributes: { HealthCheckId: physicalId } };
  },
  delete: (physicalId) => checks.delete(physicalId),
});

function configOf({ HealthCheckConfig: config = {} }: Properties): HealthCheckConfig {
  const switches = ['Inverted', 'Disabled', 'MeasureLatency', 'EnableSNI'].map((name) => [name, isTrue(config[name])]);
  const numbers = ['Port', 'RequestInterval', 'FailureThreshold', 'HealthThreshold'].map((name) => [name, number(config[name])]);
  return given({ ...config, ...Object.fromEntries([...switches, ...numbers]) }) as unknown as HealthCheckConfig;
}
