import type { ResourceRecordSet, RRType } from '@aws-sdk/client-route-53';
import type { Cloud } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import type { Answer, Place } from '../../network/network.ts';
import { aliasTtlSeconds } from './alias-targets.ts';
import { targetIsHealthy } from './load-balancer-health.ts';
import { fullName, plainName } from './names.ts';
import { placeOfRegion } from './places.ts';
import { choose } from './routing.ts';
import { SOA_TTL_SECONDS, type Zones } from './zones.ts';

/** Aliases of aliases and names of names that an answer follows. */
const MAX_CHAIN = 8;

type Health = { isHealthy(healthCheckId: string): boolean };
/** What a name server says: the values of the records that it chose. */
export type Told = { readonly values: readonly string[]; readonly ttlSeconds: number };

const NOTHING: Told = { values: [], ttlSeconds: SOA_TTL_SECONDS };

/** What Route 53's name servers answer, asked now and from somewhere: routing policies, health, aliases. */
export class NameServer {
  readonly #cloud: Cloud;
  readonly #zones: Zones;
  readonly #health: Health;
  readonly #random;

  constructor(cloud: Cloud, zones: Zones, health: Health) {
    this.#cloud = cloud;
    this.#zones = zones;
    this.#health = health;
    this.#random = cloud.random.split('route53 answers');
  }

  /** The addresses of a name, through names that stand for other names. */
  addresses(name: string, place?: Place): Answer {
    const { values, ttlSeconds } = this.tell(name, 'A', place);
    if (values.length > 0) return { addresses: values, ttlSeconds };
    const other = this.tell(name, 'CNAME', place);
    const [target] = other.values;
    if (target === undefined) return { addresses: [], ttlSeconds };
    const { network } = this.#cloud;
    // The network's own names, or a zone of the account again; a chain that never ends is a name without an address.
    const found = this.#zones.zoneOf(target) ? this.#follow(target, place) : network.resolve(plainName(target));
    return { addresses: found.addresses, ttlSeconds: Math.min(other.ttlSeconds, found.ttlSeconds) };
  }

  /** What the name servers say of a name and a type. */
  tell(name: string, type: RRType, place?: Place, depth = 0): Told {
    const asked = place ?? placeOfRegion(this.#cloud.region);
    const group = this.#recordsOf(name, type);
    const isHealthy = (record: ResourceRecordSet): boolean => this.#isHealthy(record, depth);
    const chosen = choose(group, { place: asked, random: this.#random, isHealthy });
    const [first] = chosen;
    if (!first) return NOTHING;
    if (first.AliasTarget) return this.#aliased(first, asked, depth);
    return {
      values: chosen.flatMap(({ ResourceRecords }) => (ResourceRecords ?? []).map(({ Value = '' }) => Value)),
      ttlSeconds: first.TTL ?? 0,
    };
  }

  /** Whether a name has a record of any type. */
  knows(name: string): boolean {
    return (this.#zones.zoneOf(name)?.served ?? []).some((record) => record.Name === fullName(name));
  }

  #follow(target: string, place: Place | undefined): Answer {
    let name = target;
    for (let step = 0; step < MAX_CHAIN; step++) {
      const { values, ttlSeconds } = this.tell(name, 'A', place);
      if (values.length > 0) return { addresses: values, ttlSeconds };
      const [next] = this.tell(name, 'CNAME', place).values;
      if (next === undefined) break;
      name = next;
    }
    return { addresses: [], ttlSeconds: SOA_TTL_SECONDS };
  }

  /** The records of exactly this name, or of the wildcard that stands for it. */
  #recordsOf(asked: string, type: RRType): ResourceRecordSet[] {
    const name = fullName(asked);
    const served = this.#zones.zoneOf(name)?.served ?? [];
    const isKnown = served.some((record) => record.Name === name);
    const wanted = isKnown ? name : `*.${name.slice(name.indexOf('.') + 1)}`;
    return served.filter((record) => record.Name === wanted && record.Type === type);
  }

  #aliased({ AliasTarget: alias, Type: type = 'A' }: ResourceRecordSet, place: Place, depth: number): Told {
    const target = alias?.DNSName ?? '';
    const ttlSeconds = aliasTtlSeconds(target);
    if (ttlSeconds === undefined) return depth < MAX_CHAIN ? this.tell(target, type, place, depth + 1) : NOTHING;
    const values = type === 'A' ? this.#addressesOf(plainName(target)) : [];
    return { values, ttlSeconds };
  }

  /** The addresses of an AWS resource. One that is gone has none; one of another region would have, and no second region is here. */
  #addressesOf(target: string): readonly string[] {
    const { network, region } = this.#cloud;
    const name = target.replace(/^dualstack\./, '');
    if (network.hasName(name)) return network.resolve(name).addresses;
    if (name.endsWith('.elb.amazonaws.com') && !name.endsWith(`.${region}.elb.amazonaws.com`)) throw new NotInTwinError(`the host ${name}`);
    return [];
  }

  /** A record without a health check is healthy; an alias may have the health of what it stands for. */
  #isHealthy(record: ResourceRecordSet, depth: number): boolean {
    if (record.HealthCheckId !== undefined && !this.#health.isHealthy(record.HealthCheckId)) return false;
    const { AliasTarget: alias, Type: type = 'A' } = record;
    if (!alias?.EvaluateTargetHealth) return true;
    const target = alias.DNSName ?? '';
    if (aliasTtlSeconds(target) !== undefined) return targetIsHealthy(this.#cloud, plainName(target));
    const group = this.#recordsOf(target, type);
    return depth < MAX_CHAIN && (group.length === 0 || group.some((other) => this.#isHealthy(other, depth + 1)));
  }
}
