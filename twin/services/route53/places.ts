import { NotInTwinError } from '../../errors.ts';
import type { Place } from '../../network/network.ts';

const at = (continent: string, country: string, latitude: number, longitude: number, subdivision?: string): Place => ({
  continent,
  country,
  ...(subdivision === undefined ? {} : { subdivision }),
  latitude,
  longitude,
});

/** Where AWS's regions are, by the place in their names: AWS publishes the names and no coordinates, so the figures are those of the places. */
const REGIONS: Readonly<Record<string, Place>> = {
  'af-south-1': at('AF', 'ZA', -33.9, 18.4),
  'ap-east-1': at('AS', 'HK', 22.3, 114.2),
  'ap-northeast-1': at('AS', 'JP', 35.7, 139.7),
  'ap-northeast-2': at('AS', 'KR', 37.6, 127.0),
  'ap-northeast-3': at('AS', 'JP', 34.7, 135.5),
  'ap-south-1': at('AS', 'IN', 19.1, 72.9),
  'ap-southeast-1': at('AS', 'SG', 1.4, 103.8),
  'ap-southeast-2': at('OC', 'AU', -33.9, 151.2),
  'ca-central-1': at('NA', 'CA', 45.5, -73.6),
  'eu-central-1': at('EU', 'DE', 50.1, 8.7),
  'eu-north-1': at('EU', 'SE', 59.3, 18.1),
  'eu-south-1': at('EU', 'IT', 45.5, 9.2),
  'eu-west-1': at('EU', 'IE', 53.3, -6.3),
  'eu-west-2': at('EU', 'GB', 51.5, -0.1),
  'eu-west-3': at('EU', 'FR', 48.9, 2.4),
  'me-south-1': at('AS', 'BH', 26.2, 50.6),
  'sa-east-1': at('SA', 'BR', -23.6, -46.6),
  'us-east-1': at('NA', 'US', 38.9, -77.4, 'VA'),
  'us-east-2': at('NA', 'US', 40.0, -83.0, 'OH'),
  'us-west-1': at('NA', 'US', 37.4, -122.0, 'CA'),
  'us-west-2': at('NA', 'US', 45.5, -122.7, 'OR'),
};

/** Where a region is. */
export function placeOfRegion(region: string): Place {
  const found = REGIONS[region];
  if (!found) throw new NotInTwinError(`the place of the region ${region}`);
  return found;
}

type Point = Pick<Place, 'latitude' | 'longitude'>;

/** The mean radius of the earth. */
const EARTH_KM = 6_371;

/** How far two places are apart, along the great circle. */
export function distanceKm(one: Point, other: Point): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const halfChord = (difference: number): number => Math.sin(radians(difference) / 2) ** 2;
  const across = Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude));
  const part = halfChord(other.latitude - one.latitude) + across * halfChord(other.longitude - one.longitude);
  return 2 * EARTH_KM * Math.asin(Math.sqrt(part));
}
