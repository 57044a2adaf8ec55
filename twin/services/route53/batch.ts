import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { given } from '../../properties.ts';
import { aliasProblem } from './alias-targets.ts';
import { fullName, isWithin, plainName } from './names.ts';
import { routingOf } from './routing.ts';

/** Changes in one call (Developer Guide: DNSLimitations, 1,000 records). */
const MOST_CHANGES = 1_000;

const idOf = (record: ResourceRecordSet): string => `${record.Name} ${record.Type} ${record.SetIdentifier ?? ''}`;
const sameGroup = (one: ResourceRecordSet, other: ResourceRecordSet): boolean => one.Name === other.Name && one.Type === other.Type;
const told = ({ Name = '', Type, SetIdentifier }: ResourceRecordSet): string =>
  `[name='${plainName(Name)}', type='${Type}'${SetIdentifier === undefined ? '' : `, set-identifier='${SetIdentifier}'`}]`;

/** The records of a zone after a batch of changes, and every problem of the batch: one problem, and nothing of it is done. */
export function applyBatch(
  zoneName: string,
  records: readonly ResourceRecordSet[],
  changes: readonly Change[],
): { records: ResourceRecordSet[]; problems: string[] } {
  const next = new Map(records.map((record) => [idOf(record), record]));
  const problems: string[] = changes.length > MOST_CHANGES ? [`Number of records limit of ${MOST_CHANGES} exceeded.`] : [];
  for (const { Action, ResourceRecordSet: asked } of changes) {
    const record = normalized(asked ?? { Name: '', Type: undefined });
    const wrong = problemsOf(zoneName, record);
    if (Action === 'DELETE') {
      const found = next.get(idOf(record));
      if (!found) problems.push(`Tried to delete resource record set ${told(record)} but it was not found`);
      else if (!isSame(found, record))
        problems.push(`Tried to delete resource record set ${told(record)} but the values provided do not match the current values`);
      else next.delete(idOf(record));
      continue;
    }
    if (Action === 'CREATE' && next.has(idOf(record)))
      wrong.push(`Tried to create resource record set ${told(record)} but it already exists`);
    wrong.push(...conflicts(record, [...next.values()]));
    problems.push(...wrong);
    if (wrong.length === 0) next.set(idOf(record), record);
  }
  return { records: [...next.values()], problems };
}

/** A record as the zone keeps it. */
function normalized(record: ResourceRecordSet): ResourceRecordSet {
  const { AliasTarget: alias } = record;
  return given({
    ...record,
    Name: fullName(record.Name ?? ''),
    AliasTarget: alias && { ...alias, DNSName: fullName(alias.DNSName ?? '') },
  }) as ResourceRecordSet;
}

const isSame = (one: ResourceRecordSet, other: ResourceRecordSet): boolean => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
const sorted = (record: ResourceRecordSet) => Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));

/** What is wrong with a record by itself. */
function problemsOf(zoneName: string, record: ResourceRecordSet): string[] {
  const { AliasTarget: alias, ResourceRecords: values = [], TTL: ttl, SetIdentifier: id, Weight: weight = 0 } = record;
  const isSimple = routingOf(record) === 'simple';
  const checks: readonly (readonly [boolean, string])[] = [
    [!isWithin(record.Name ?? '', zoneName), `RRSet with DNS name ${record.Name} is not permitted in zone ${zoneName}`],
    [(alias === undefined) === (values.length === 0), `Invalid request: exactly one of [AliasTarget, ResourceRecords] for ${told(record)}`],
    [alias === undefined && ttl === undefined, `Invalid request: a TTL for ${told(record)}`],
    [alias !== undefined && ttl !== undefined, `Invalid request: no TTL with an AliasTarget for ${told(record)}`],
    [isSimple !== (id === undefined), `Invalid request: SetIdentifier with a routing policy, and only then, for ${told(record)}`],
    [weight < 0 || weight > 255, `Invalid request: a Weight from 0 to 255 for ${told(record)}`],
    [
      alias !== undefined && record.MultiValueAnswer === true,
      `Invalid request: no MultiValueAnswer with an AliasTarget for ${told(record)}`,
    ],
  ];
  const problem = alias && aliasProblem(alias, told(record));
  return [...checks.flatMap(([isWrong, message]) => (isWrong ? [message] : [])), ...(problem === undefined ? [] : [problem])];
}

/** What a record and the others of its name cannot both be. */
function conflicts(record: ResourceRecordSet, records: readonly ResourceRecordSet[]): string[] {
  const others = records.filter((other) => idOf(other) !== idOf(record));
  const group = others.filter((other) => sameGroup(other, record));
  const cannot = (reason: string) =>
    `RRSet with DNS name ${record.Name}, type ${record.Type}, SetIdentifier ${record.SetIdentifier} cannot be created ${reason}`;
  const isTwice = record.Failover !== undefined && group.some((other) => other.Failover === record.Failover);
  const isOther = group.some((other) => routingOf(other) !== routingOf(record));
  const isCname = others.some((other) => other.Name === record.Name && (other.Type === 'CNAME') !== (record.Type === 'CNAME'));
  return [
    ...(isTwice ? [cannot(`because a record with the failover ${record.Failover} already exists.`)] : []),
    ...(isOther ? [cannot('as other RRSets exist with the same name and type and another routing policy.')] : []),
    ...(isCname
      ? [`RRSet of type CNAME with DNS name ${record.Name} is not permitted as it conflicts with other records with the same DNS name`]
      : []),
  ];
}
