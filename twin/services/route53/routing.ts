import type { GeoProximityLocation, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { NotInTwinError } from '../../errors.ts';
import type { Place } from '../../network/network.ts';
import type { Random } from '../../random.ts';
import { distanceKm, placeOfRegion } from './places.ts';

/** What a choice among records of one name and type hangs on. */
export type Question = { readonly place: Place; readonly random: Random; isHealthy(record: ResourceRecordSet): boolean };

/** A multivalue answer holds eight records at most (Developer Guide: routing-policy-multivalue). */
const MOST_VALUES = 8;

export const ROUTINGS = ['simple', 'weighted', 'latency', 'failover', 'geolocation', 'geoproximity', 'multivalue'] as const;
export type Routing = (typeof ROUTINGS)[number];

/** The routing policy of a record, by the member that makes it. */
export function routingOf(record: ResourceRecordSet): Routing {
  if (record.Weight !== undefined) return 'weighted';
  if (record.Region !== undefined) return 'latency';
  if (record.Failover !== undefined) return 'failover';
  if (record.GeoLocation !== undefined) return 'geolocation';
  if (record.GeoProximityLocation !== undefined) return 'geoproximity';
  return record.MultiValueAnswer ? 'multivalue' : 'simple';
}

/**
 * The records that answer a question, of all with one name and type (Developer Guide: health-checks-how-route-53-chooses-records).
 * Where none is healthy, all count as healthy.
 */
export function choose(records: readonly ResourceRecordSet[], question: Question): readonly ResourceRecordSet[] {
  const [first] = records;
  if (!first) return [];
  const routing = routingOf(first);
  switch (routing) {
    case 'simple':
      return [first];
    case 'weighted':
      return weighted(records, question);
    case 'failover':
      return failover(records, question);
    case 'latency':
      return nearest(healthyOr(records, question), ({ Region = '' }) => distanceKm(question.place, placeOfRegion(Region)));
    case 'geoproximity':
      return nearest(healthyOr(records, question), ({ GeoProximityLocation: location }) => biasedKm(question.place, location));
    case 'geolocation':
      return byLocation(records, question);
    case 'multivalue':
      return someOf(healthyOr(records, question), question.random);
    default:
      return routing satisfies never;
  }
}

const healthyOr = (records: readonly ResourceRecordSet[], { isHealthy }: Question): readonly ResourceRecordSet[] => {
  const healthy = records.filter(isHealthy);
  return healthy.length > 0 ? healthy : records;
};

/** A record of weight 0 answers only where none that weighs something is healthy. */
function weighted(records: readonly ResourceRecordSet[], question: Question): readonly ResourceRecordSet[] {
  const heavy = records.filter(({ Weight = 0 }) => Weight > 0);
  const candidates = [heavy, records].map((some) => some.filter(question.isHealthy)).find((some) => some.length > 0);
  const chosen = candidates ?? (heavy.length > 0 ? heavy : records);
  const total = chosen.reduce((sum, { Weight = 0 }) => sum + Weight, 0);
  // Of nothing but zeros each is as likely as the other.
  let left = total > 0 ? question.random.uniform(0, total) : question.random.uniform(0, chosen.length);
  for (const record of chosen) {
    left -= total > 0 ? (record.Weight ?? 0) : 1;
    if (left < 0) return [record];
  }
  return chosen.slice(-1);
}

/** The secondary answers only while it is healthy and the primary is not. */
function failover(records: readonly ResourceRecordSet[], { isHealthy }: Question): readonly ResourceRecordSet[] {
  const primary = records.find(({ Failover }) => Failover === 'PRIMARY');
  const secondary = records.find(({ Failover }) => Failover === 'SECONDARY');
  if (primary && (isHealthy(primary) || !secondary || !isHealthy(secondary))) return [primary];
  return secondary ? [secondary] : [];
}

/**
 * AWS measures the latency between networks and its regions and publishes no table of it: here the nearer is the faster one.
 */
function nearest(records: readonly ResourceRecordSet[], distance: (record: ResourceRecordSet) => number): readonly ResourceRecordSet[] {
  const [first, ...others] = records.map((record) => ({ record, km: distance(record) }));
  return first ? [others.reduce((best, other) => (other.km < best.km ? other : best), first).record] : [];
}

/** A bias shortens the distance or, when negative, stretches it (Developer Guide: routing-policy-geoproximity-bias). */
function biasedKm(place: Place, location: GeoProximityLocation | undefined): number {
  const { AWSRegion: region, Coordinates: coordinates, Bias: bias = 0 } = location ?? {};
  if (location?.LocalZoneGroup !== undefined) throw new NotInTwinError('geoproximity to a local zone group');
  const there = coordinates
    ? { latitude: Number(coordinates.Latitude), longitude: Number(coordinates.Longitude) }
    : placeOfRegion(region ?? '');
  const km = distanceKm(place, there);
  return bias >= 0 ? km * (1 - bias / 100) : km / (1 + bias / 100);
}

/** The smallest place that holds the asker and is healthy; nobody answers for a place that no record names. */
function byLocation(records: readonly ResourceRecordSet[], { place, isHealthy }: Question): readonly ResourceRecordSet[] {
  const fits: readonly ((record: ResourceRecordSet) => boolean)[] = [
    ({ GeoLocation: to }) =>
      to?.CountryCode === place.country && to.SubdivisionCode !== undefined && to.SubdivisionCode === place.subdivision,
    ({ GeoLocation: to }) => to?.CountryCode === place.country && to.SubdivisionCode === undefined,
    ({ GeoLocation: to }) => to?.ContinentCode === place.continent,
    ({ GeoLocation: to }) => to?.CountryCode === '*',
  ];
  const candidates = fits.flatMap((fit) => records.filter(fit));
  return (candidates.filter(isHealthy)[0] ? candidates.filter(isHealthy) : candidates).slice(0, 1);
}

function someOf(records: readonly ResourceRecordSet[], random: Random): readonly ResourceRecordSet[] {
  const rest = [...records];
  return Array.from({ length: Math.min(MOST_VALUES, rest.length) }, () => rest.splice(random.integer(rest.length), 1)).flat();
}
