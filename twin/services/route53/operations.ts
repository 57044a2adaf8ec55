import type {
  ChangeResourceRecordSetsRequest,
  ChangeTagsForResourceRequest,
  CreateHostedZoneRequest,
  HostedZone,
  ListHostedZonesByNameRequest,
  ListResourceRecordSetsRequest,
  ListResourceRecordSetsResponse,
  ResourceRecordSet,
  TestDNSAnswerRequest,
} from '@aws-sdk/client-route-53';
import type { Operation } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import { refuseUnknown, taking } from '../../refuse.ts';
import { tagList, tagRecord } from '../../tags.ts';
import { healthCheckOperations } from './health-check-operations.ts';
import type { HealthChecks } from './health-checks.ts';
import type { NameServer } from './name-server.ts';
import { fullName, shownName, sortKey } from './names.ts';
import { describeChange, type Zone, type Zones } from './zones.ts';

/** What one call lists at most, and without being asked for less (API reference: ListResourceRecordSets, ListHostedZones). */
const MOST_RECORDS = 300;
const MOST_ZONES = 100;

export type Parts = { readonly zones: Zones; readonly checks: HealthChecks; readonly nameServer: NameServer };

/** Route 53, as its API has it. */
export const route53Operations = ({ zones, checks, nameServer }: Parts): Record<string, Operation> => ({
  ...zoneOperations(zones),
  ...recordOperations(zones, nameServer),
  ...healthCheckOperations(checks),
  ...tagOperations(zones, checks),
});

const zoneOperations = (zones: Zones): Record<string, Operation> => ({
  CreateHostedZone: taking('route53:CreateHostedZone', 'Name CallerReference HostedZoneConfig', (input: CreateHostedZoneRequest) => {
    if (input.HostedZoneConfig?.PrivateZone) throw new NotInTwinError('private hosted zones');
    const { zone, change } = zones.create(input.Name ?? '', input.CallerReference ?? '', input.HostedZoneConfig?.Comment);
    return {
      HostedZone: describeZone(zone),
      ChangeInfo: describeChange(change),
      DelegationSet: { NameServers: [...zone.nameServers] },
      Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
    };
  }),
  GetHostedZone: taking('route53:GetHostedZone', 'Id', ({ Id }) => {
    const zone = zones.find(Id);
    return { HostedZone: describeZone(zone), DelegationSet: { NameServers: [...zone.nameServers] } };
  }),
  ListHostedZones: taking('route53:ListHostedZones', 'MaxItems', ({ MaxItems = MOST_ZONES }) => ({
    HostedZones: zones.all().slice(0, MaxItems).map(describeZone),
    Marker: '',
    IsTruncated: zones.all().length > MaxItems,
    MaxItems,
  })),
  ListHostedZonesByName: taking('route53:ListHostedZonesByName', 'DNSName MaxItems', (input: ListHostedZonesByNameRequest) => {
    const { DNSName = '', MaxItems = MOST_ZONES } = input;
    const from = sortKey(DNSName === '' ? '' : fullName(DNSName));
    const found = zones.all().filter((zone) => sortKey(zone.name) >= from);
    found.sort((one, other) => (sortKey(one.name) < sortKey(other.name) ? -1 : 1));
    return { HostedZones: found.slice(0, MaxItems).map(describeZone), DNSName, IsTruncated: found.length > MaxItems, MaxItems };
  }),
  DeleteHostedZone: taking('route53:DeleteHostedZone', 'Id', ({ Id }) => ({ ChangeInfo: describeChange(zones.delete(Id)) })),
});

const recordOperations = (zones: Zones, nameServer: NameServer): Record<string, Operation> => ({
  ChangeResourceRecordSets: taking(
    'route53:ChangeResourceRecordSets',
    'HostedZoneId ChangeBatch',
    ({ HostedZoneId, ChangeBatch }: ChangeResourceRecordSetsRequest) => {
      for (const { ResourceRecordSet: record } of ChangeBatch?.Changes ?? []) refuseUnknown('a Route 53 record', record ?? {}, RECORD);
      return { ChangeInfo: describeChange(zones.change(HostedZoneId, ChangeBatch?.Changes ?? [])) };
    },
  ),
  ListResourceRecordSets: taking(
    'route53:ListResourceRecordSets',
    'HostedZoneId StartRecordName StartRecordType StartRecordIdentifier MaxItems',
    (input: ListResourceRecordSetsRequest) => listRecords(zones.find(input.HostedZoneId), input),
  ),
  GetChange: taking('route53:GetChange', 'Id', ({ Id }) => ({ ChangeInfo: describeChange(zones.findChange(Id)) })),
  TestDNSAnswer: taking('route53:TestDNSAnswer', 'HostedZoneId RecordName RecordType', (input: TestDNSAnswerRequest) => {
    const { nameServers } = zones.find(input.HostedZoneId);
    const { RecordName = '', RecordType = 'A' } = input;
    const { values } = nameServer.tell(RecordName, RecordType);
    return {
      Nameserver: nameServers[0],
      RecordName: fullName(RecordName),
      RecordType,
      RecordData: [...values],
      ResponseCode: values.length > 0 || nameServer.knows(RecordName) ? 'NOERROR' : 'NXDOMAIN',
      Protocol: 'UDP',
    };
  }),
});

/** What of a record is acted upon; the others are refused by name. */
const RECORD = [
  'Name',
  'Type',
  'SetIdentifier',
  'Weight',
  'Region',
  'GeoLocation',
  'GeoProximityLocation',
  'Failover',
  'MultiValueAnswer',
  'TTL',
  'ResourceRecords',
  'AliasTarget',
  'HealthCheckId',
];

const orderOf = ({ Name = '', Type = 'A', SetIdentifier = '' }: Partial<ResourceRecordSet>): string =>
  `${sortKey(fullName(Name))} ${Type} ${SetIdentifier}`;

function listRecords(zone: Zone, input: ListResourceRecordSetsRequest): ListResourceRecordSetsResponse {
  const { StartRecordName: name, StartRecordType: type, StartRecordIdentifier: id, MaxItems = MOST_RECORDS } = input;
  const from = name === undefined ? '' : `${sortKey(fullName(name))}${type === undefined ? '' : ` ${type} ${id ?? ''}`}`;
  const found = zone.records.filter((record) => orderOf(record) >= from);
  found.sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
  const next = found[MaxItems];
  return {
    ResourceRecordSets: found.slice(0, MaxItems).map((record) => ({ ...record, Name: shownName(record.Name ?? '') })),
    IsTruncated: next !== undefined,
    MaxItems,
    ...(next && { NextRecordName: next.Name, NextRecordType: next.Type }),
    ...(next?.SetIdentifier !== undefined && { NextRecordIdentifier: next.SetIdentifier }),
  };
}

const tagOperations = (zones: Zones, checks: HealthChecks): Record<string, Operation> => {
  const holderOf = (type: string | undefined, id: string) => (type === 'hostedzone' ? zones.find(id) : checks.find(id));
  return {
    ChangeTagsForResource: taking(
      'route53:ChangeTagsForResource',
      'ResourceType ResourceId AddTags RemoveTagKeys',
      ({ ResourceType, ResourceId = '', AddTags, RemoveTagKeys = [] }: ChangeTagsForResourceRequest) => {
        const holder = holderOf(ResourceType, ResourceId);
        const kept = Object.entries({ ...holder.tags, ...tagRecord(AddTags) }).filter(([key]) => !RemoveTagKeys.includes(key));
        holder.tags = Object.fromEntries(kept);
        return {};
      },
    ),
    ListTagsForResource: taking('route53:ListTagsForResource', 'ResourceType ResourceId', ({ ResourceType, ResourceId }) => ({
      ResourceTagSet: { ResourceType, ResourceId, Tags: tagList(holderOf(ResourceType, ResourceId).tags) },
    })),
  };
};

const describeZone = (zone: Zone) =>
  ({
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { PrivateZone: false, ...(zone.comment === undefined ? {} : { Comment: zone.comment }) },
    ResourceRecordSetCount: zone.records.length,
  }) satisfies HostedZone;
