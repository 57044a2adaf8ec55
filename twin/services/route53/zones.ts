import type { Change, ChangeInfo, ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { Cloud } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { applyBatch } from './batch.ts';
import { invalidBatch, noZone } from './errors.ts';
import { bareId, fullName, isWithin } from './names.ts';

export type Zone = {
  readonly id: string;
  readonly name: string;
  readonly callerReference: string;
  readonly comment: string | undefined;
  readonly nameServers: readonly string[];
  /** As the API tells them, and as the name servers answer: a change is there at once and served when it is INSYNC. */
  records: readonly ResourceRecordSet[];
  served: readonly ResourceRecordSet[];
  /** When the last change is served: changes are served in the order in which they were made. */
  servedMs: number;
  tags: Record<string, string>;
};

/** A change on its way to the name servers. */
export type ZoneChange = {
  readonly id: string;
  readonly submittedMs: number;
  status: 'PENDING' | 'INSYNC';
  readonly inSync: Promise<void>;
};

const ID_LENGTH = 14;
const SERVER_DOMAINS = ['com', 'net', 'org', 'co.uk'] as const;
/** The TTLs of what every zone has (Developer Guide: SOA-NSrecords). */
const NS_TTL_SECONDS = 172_800;
export const SOA_TTL_SECONDS = 900;
const OWN_RECORDS = 2;

/** The public hosted zones of the account. Whoever made one is taken to have told the registrar of its name servers. */
export class Zones {
  readonly #cloud: Cloud;
  readonly #random;
  readonly #zones = new Map<string, Zone>();
  readonly #changes = new Map<string, ZoneChange>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#random = cloud.random.split('route53');
  }

  all(): Zone[] {
    return [...this.#zones.values()];
  }

  find(id: string | undefined): Zone {
    const found = this.#zones.get(bareId(id));
    if (!found) throw noZone(id);
    return found;
  }

  /** The zone that answers for a name: the one with the longest name that holds it. */
  zoneOf(name: string): Zone | undefined {
    const holders = this.all().filter((zone) => isWithin(fullName(name), zone.name));
    return holders.reduce<Zone | undefined>((best, zone) => (best && best.name.length >= zone.name.length ? best : zone), undefined);
  }

  create(givenName: string, callerReference: string, comment: string | undefined): { zone: Zone; change: ZoneChange } {
    if (this.all().some((zone) => zone.callerReference === callerReference)) {
      throw new AwsError('HostedZoneAlreadyExists', `A hosted zone has already been created with the specified caller reference.`, {
        statusCode: 409,
      });
    }
    const zone = this.#make(this.#newId('Z'), givenName, callerReference, comment);
    return { zone, change: this.#publish(zone, [zone.name]) };
  }

  /** A zone that somebody has had for long: it is served already. */
  own(id: string, name: string): void {
    const zone = this.#make(id, name, `${id} before`, undefined);
    zone.served = zone.records;
  }

  #make(id: string, givenName: string, callerReference: string, comment: string | undefined): Zone {
    const name = fullName(givenName);
    const nameServers = SERVER_DOMAINS.map(
      (domain, index) => `ns-${this.#random.integer(512) + index * 512}.awsdns-${this.#random.integer(64)}.${domain}`,
    );
    const zone: Zone = {
      id,
      name,
      callerReference,
      comment,
      nameServers,
      records: ownRecords(name, nameServers),
      served: [],
      servedMs: this.#cloud.clock.nowMs,
      tags: {},
    };
    this.#zones.set(zone.id, zone);
    return zone;
  }

  delete(id: string | undefined): ZoneChange {
    const zone = this.find(id);
    if (zone.records.length > OWN_RECORDS) {
      throw new AwsError(
        'HostedZoneNotEmpty',
        'The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
      );
    }
    zone.records = [];
    this.#zones.delete(zone.id);
    return this.#publish(zone, [zone.name]);
  }

  change(id: string | undefined, changes: readonly Change[]): ZoneChange {
    const zone = this.find(id);
    const { records, problems } = applyBatch(zone.name, zone.records, changes);
    if (problems.length > 0) throw invalidBatch(problems);
    zone.records = records;
    return this.#publish(
      zone,
      changes.map((change) => fullName(change.ResourceRecordSet?.Name ?? '')),
    );
  }

  findChange(id: string | undefined): ZoneChange {
    const found = this.#changes.get(bareId(id));
    if (!found) throw new AwsError('NoSuchChange', `A change with the specified change ID does not exist.`, { statusCode: 404 });
    return found;
  }

  /** All name servers take a change up at the moment at which it is INSYNC (X13 says only: within a minute). */
  #publish(zone: Zone, names: readonly string[]): ZoneChange {
    const { clock, facts, journal, signals } = this.#cloud;
    const { records } = zone;
    const delayMs = facts.drawMs('route53.changeInSync', this.#random);
    zone.servedMs = Math.max(zone.servedMs, clock.nowMs + delayMs);
    let settle: () => void = () => undefined;
    const inSync = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const change: ZoneChange = { id: this.#newId('C'), submittedMs: clock.nowMs, status: 'PENDING', inSync };
    this.#changes.set(change.id, change);
    clock.at(zone.servedMs, `${zone.name} in sync`, () => {
      zone.served = records;
      change.status = 'INSYNC';
      journal.write('activity', { what: 'hosted-zone', id: zone.name, from: 'PENDING', to: 'INSYNC', names: [...new Set(names)] });
      for (const name of new Set(names)) signals.emit('dns:changed', { name: name.slice(0, -1) });
      settle();
    });
    return change;
  }

  #newId(prefix: string): string {
    return `${prefix}0${this.#random.hex(ID_LENGTH).toUpperCase()}`;
  }
}

const ownRecords = (name: string, nameServers: readonly string[]): ResourceRecordSet[] => [
  { Name: name, Type: 'NS', TTL: NS_TTL_SECONDS, ResourceRecords: nameServers.map((server) => ({ Value: `${server}.` })) },
  {
    Name: name,
    Type: 'SOA',
    TTL: SOA_TTL_SECONDS,
    ResourceRecords: [{ Value: `${nameServers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400` }],
  },
];

/** A change as the API tells of it. */
export const describeChange = ({ id, status, submittedMs }: ZoneChange): ChangeInfo => ({
  Id: `/change/${id}`,
  Status: status,
  SubmittedAt: new Date(submittedMs),
});
