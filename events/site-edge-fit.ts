import * as z from 'zod';

/** What of a site must be readable before its name can be held against the rest. */
const comparableSchema = z.object({
  region: z.string().catch(''),
  edge: z.object({
    name: z.string().catch(''),
    zone: z.string().catch(''),
    hostedZone: z.string().catch(''),
    routing: z.string().catch(''),
    secondary: z.object({ to: z.string() }).optional().catch(undefined),
    weight: z.number().optional().catch(undefined),
    location: z.unknown().optional(),
    addresses: z.array(z.string()).optional().catch(undefined),
    others: z
      .array(
        z.object({
          dnsName: z.string().catch(''),
          region: z.string().optional().catch(undefined),
          weight: z.number().optional().catch(undefined),
          location: z.unknown().optional(),
        }),
      )
      .catch([]),
  }),
  web: z
    .object({
      https: z
        .object({ name: z.string().catch(''), hostedZone: z.string().optional().catch(undefined) })
        .optional()
        .catch(undefined),
    })
    .catch({}),
  media: z
    .object({
      page: z
        .object({ name: z.string().catch('') })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});
type Comparable = z.output<typeof comparableSchema>;
type Problem = readonly [path: readonly (string | number)[], allowed: string];

export const isEdgeComparable = ({ value }: { value: unknown }): boolean => comparableSchema.safeParse(value).success;

/** Tells what is wrong between the name of a site and its other parts. */
export function tellOfEdge(site: unknown, context: Pick<z.RefinementCtx, 'addIssue'>): void {
  const { data } = comparableSchema.safeParse(site);
  if (data === undefined) return;
  const problems = [...problemsOfName(data), ...problemsOfSecondary(data), ...problemsOfOthers(data)];
  for (const [path, message] of problems) context.addIssue({ code: 'custom', path: ['edge', ...path], message });
}

function problemsOfName({ edge, web }: Comparable): Problem[] {
  const { name, zone, hostedZone } = edge;
  const { https } = web;
  const isWithin = name === '' || zone === '' || name === zone || name.endsWith(`.${zone}`);
  return [
    ...(isWithin ? [] : [[['name'], `a name that lies in the hosted zone: ${zone} or one that ends in .${zone}`] as const]),
    ...(https !== undefined && https.name !== name
      ? [[['name'], `${https.name}, the name of web.https: the certificate of the load balancer is for no other`] as const]
      : []),
    ...(https?.hostedZone !== undefined && https.hostedZone !== hostedZone
      ? [[['hostedZone'], `${https.hostedZone}, as in web.https: a name lies in one zone`] as const]
      : []),
  ];
}

/** CloudFront answers to a name only when it has it as an alias, with a certificate. */
function problemsOfSecondary({ edge, media }: Comparable): Problem[] {
  if (edge.routing !== 'failover' || edge.secondary?.to !== 'page') return [];
  if (media === undefined) return [[['secondary', 'to'], 'load-balancer, without the layer media that has the page']];
  return media.page?.name === edge.name
    ? []
    : [[['secondary', 'to'], `page only with media.page: {name: ${edge.name}, certificateArn}, so that CloudFront answers to that name`]];
}

function problemsOfOthers({ region: ownRegion, edge }: Comparable): Problem[] {
  const { routing, others: listed } = edge;
  switch (routing) {
    case 'weighted':
      return [edge.weight, ...listed.map((other) => other.weight)].every((each) => each === 0)
        ? [[['weight'], 'more than 0 for at least one endpoint']]
        : [];
    case 'latency':
      return repeated([ownRegion, ...listed.map((other) => other.region ?? '')]).map((index) => [
        ['others', index - 1, 'region'],
        'a region that no other endpoint of this name has: a record is one region’s',
      ]);
    case 'geolocation': {
      const places = [edge.location, ...listed.map(({ location }) => location)].map((place) => JSON.stringify(place ?? null));
      const twice: Problem[] = repeated(places).map((index) => [['others', index - 1, 'location'], 'a place that no other endpoint has']);
      const hasDefault = places.some((place) => place.includes('"isDefault":true'));
      return hasDefault ? twice : [...twice, [['location'], 'isDefault: true for one endpoint: visitors of no place listed get no answer']];
    }
    case 'multivalue':
      return repeated(edge.addresses ?? []).map((index) => [['addresses', index], 'each address once']);
    default:
      return [];
  }
}

/** Where a list says again what it has said before. */
const repeated = (values: readonly string[]): number[] =>
  values.flatMap((each, index) => (each !== '' && values.indexOf(each) < index ? [index] : []));
