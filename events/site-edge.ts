import * as z from 'zod';
import { named, whole } from './site-values.ts';

/** Other endpoints beside the site's load balancer, and fixed addresses, as many as the template has room for. */
export const OTHERS_LIMIT = 3;
export const ADDRESSES_LIMIT = 4;
/** A weight of Route 53, and a bias (API reference: ResourceRecordSet, GeoProximityLocation). */
const WEIGHT_LIMIT = 255;
const BIAS_LIMIT = 99;

const hostName = named(
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  'a host name in small letters such as www.example.com',
);
const zoneId = named(/^Z[A-Z0-9]{1,31}$/, 'the id of a hosted zone in Route 53, such as Z0123456789ABC');
const region = named(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as eu-west-1');
const bias = whole(-BIAS_LIMIT, BIAS_LIMIT).default(0);
const weight = whole(0, WEIGHT_LIMIT);

/** A load balancer that somebody else made, of another region or another site: its name, and the zone that AWS tells beside it. */
const endpoint = {
  dnsName: named(/^([a-z0-9-]+\.)+elb\.amazonaws\.com$/, 'the DNS name of a load balancer, ending in .elb.amazonaws.com'),
  zoneId,
};

/** A place on earth: a continent, a country, a state of it, or wherever else. */
const locationSchema = z
  .strictObject({
    continent: z.enum(['AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA']).optional(),
    country: named(/^[A-Z]{2}$/, 'a country by ISO 3166-1, such as FR').optional(),
    subdivision: named(/^[A-Z]{2}$/, 'a state of the United States or a region of Ukraine, such as VA').optional(),
    isDefault: z.literal(true).optional(),
  })
  .superRefine(({ continent, country, subdivision, isDefault }, context) => {
    const ways = [continent, country, isDefault].filter((way) => way !== undefined).length;
    if (ways !== 1) context.addIssue({ code: 'custom', path: [], message: 'one of continent, country, isDefault: true' });
    if (subdivision !== undefined && country !== 'US' && country !== 'UA') {
      context.addIssue({ code: 'custom', path: ['subdivision'], message: 'nothing without country: US or UA' });
    }
  });

const fields = {
  hostedZone: zoneId,
  /** The domain of the hosted zone: its id says nothing of what it may name. */
  zone: hostName,
  name: hostName,
  healthCheck: z
    .strictObject({
      intervalSeconds: z.union([z.literal(10), z.literal(30)], { error: '10 or 30' }).default(30),
      failureThreshold: whole(1, 10).default(3),
    })
    .prefault({}),
};

const others = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .array(z.strictObject({ ...endpoint, ...shape }))
    .min(1)
    .max(OTHERS_LIMIT);

/** Where a failover leads: the static page of the media layer, or a load balancer elsewhere. */
const secondarySchema = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('page') }),
  z.strictObject({ to: z.literal('load-balancer'), ...endpoint }),
]);

/** The name of a site, and how Route 53 chooses what it stands for. */
export const edgeSchema = z.discriminatedUnion(
  'routing',
  [
    z.strictObject({ ...fields, routing: z.literal('simple') }),
    z.strictObject({ ...fields, routing: z.literal('failover'), secondary: secondarySchema }),
    z.strictObject({ ...fields, routing: z.literal('weighted'), weight, others: others({ weight }) }),
    z.strictObject({ ...fields, routing: z.literal('latency'), others: others({ region }) }),
    z.strictObject({
      ...fields,
      routing: z.literal('geolocation'),
      location: locationSchema,
      others: others({ location: locationSchema }),
    }),
    z.strictObject({ ...fields, routing: z.literal('geoproximity'), bias, others: others({ region, bias }) }),
    // An alias cannot have many values, so these are fixed addresses that somebody put before the load balancer.
    z.strictObject({ ...fields, routing: z.literal('multivalue'), addresses: z.array(z.ipv4()).min(2).max(ADDRESSES_LIMIT) }),
  ],
  { error: 'routing: simple, failover, weighted, latency, geolocation, geoproximity or multivalue' },
);
