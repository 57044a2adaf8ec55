import type { SiteSpec } from '#domain/site-spec.ts';
import { alarmsSchema } from '#events/site-alarms.ts';
import { cacheSchema } from '#events/site-cache.ts';
import { databaseSchema } from '#events/site-database.ts';
import { edgeSchema } from '#events/site-edge.ts';
import { mediaSchema } from '#events/site-media.ts';
import { webSchema } from '#events/site-web.ts';
import { workerSchema } from '#events/site-worker.ts';
import { siteSpec } from '../../domain/support.ts';

type Zone = SiteSpec['network']['zones'][number];

/** So many zones, with application subnets. */
const zones = (count: number): Zone[] =>
  ['a', 'b', 'c', 'd'].slice(0, count).map((letter, index) => ({
    name: `us-east-1${letter}`,
    public: `10.0.${index + 1}.0/24`,
    application: `10.0.${index + 21}.0/24`,
    data: `10.0.${index + 11}.0/24`,
  }));
const inNetwork = (changes: Partial<SiteSpec['network']>): SiteSpec => siteSpec({ network: { ...siteSpec().network, ...changes } });

const withDatabase = (database: object, network: Partial<SiteSpec['network']> = {}): SiteSpec =>
  siteSpec({ database: databaseSchema.parse(database), network: { ...siteSpec().network, ...network } });

const withWorker = (worker: object): SiteSpec => siteSpec({ worker: workerSchema.parse(worker) });
const withCache = (cache: object): SiteSpec => siteSpec({ cache: cacheSchema.parse(cache) });

/** Every alarm that a site may ask for besides those of what it does not have; `{}` takes the defaults. */
const watched = (site: SiteSpec, ...more: readonly string[]): SiteSpec => {
  const names = ['serverErrors', 'unhealthyTargets', ...more];
  const asked = Object.fromEntries(names.map((name) => [name, {}]));
  return { ...site, alarms: alarmsSchema.parse({ ...siteSpec().alarms, ...asked }), dashboard: true, logRetentionDays: 30 };
};

/** Nobody here signs with the other half. */
export const PUBLIC_KEY = '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n';
export const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0a0a0a0a-1b1b-2c2c-3d3d-4e4e4e4e4e4e';

const withGroup = (web: object): SiteSpec => siteSpec({ web: webSchema.parse({ ...COURSES_GROUP, ...web }) });
const COURSES_GROUP = { group: 'myapp-asg', instanceType: 't3.micro', min: 2, max: 4 };

const PAGE_CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-123456789012';
const ELSEWHERE = { dnsName: 'nines-other-1.eu-west-1.elb.amazonaws.com', zoneId: 'Z32O12XQLNTSW2' };
/** The site under a name of its own, by one way of routing. */
const named = (routing: object, changes: Partial<SiteSpec> = {}): SiteSpec =>
  siteSpec({
    ...changes,
    edge: edgeSchema.parse({ hostedZone: 'Z0123456789ABC', zone: 'example.org', name: 'www.example.org', ...routing }),
  });

/** Sites that differ in what a layer is made of; every optional part is on in one of them and off in another. */
export const SPECS: Readonly<Record<string, SiteSpec>> = {
  'the site of the courses': siteSpec(),
  'a site of web nodes alone': siteSpec({ database: undefined, cache: undefined }),
  'a site with HTTPS, an admin node, sessions of its own and every path rule': withGroup({
    https: { name: 'www.example.com', hostedZone: 'Z0123456789' },
    admin: { instanceType: 't3.large' },
    sessions: 'dynamodb',
    accessLogs: true,
    crossZone: false,
    pathRules: Array.from({ length: 8 }, (_, index) => ({ path: [`/${index}*`], answer: 404 })),
  }),
  'a site with a given certificate, whose visitors stay at their node': withGroup({
    https: { name: 'www.example.com', certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0' },
    sessions: 'sticky',
    stickiness: { seconds: 3_600 },
    pathRules: [
      { path: ['/old'], redirect: '/new' },
      { path: ['/api/*'], to: 'nodes' },
    ],
  }),
  'the site with shared files': siteSpec({ files: { throughput: 'elastic', backups: true } }),
  'four zones of shared files without backups': { ...inNetwork({ zones: zones(4) }), files: { throughput: 'bursting', backups: false } },
  'the site with media': siteSpec({ media: mediaSchema.parse({}) }),
  'media without versions, private, under names of the owner': siteSpec({
    media: mediaSchema.parse({
      versioning: false,
      private: { first: PUBLIC_KEY },
      domain: { name: 'media.example.com', certificateArn: CERTIFICATE },
      page: { name: 'www.example.com', certificateArn: CERTIFICATE },
    }),
  }),
  'three zones, a NAT gateway each': inNetwork({ zones: zones(3) }),
  'four zones, one NAT gateway, no flow logs': inNetwork({ zones: zones(4), nat: 'one', flowLogs: false }),
  'two zones, endpoints only, a bastion': inNetwork({ zones: zones(2), nat: 'none', bastion: { cidr: '192.0.2.0/24' } }),
  'Valkey over the zones': withCache({ engine: 'valkey', nodeType: 'cache.t4g.micro', nodes: 3, maintenanceWindow: 'sun:05:00-sun:06:00' }),
  'one node of Redis without a snapshot': withCache({ engine: 'redis', nodeType: 'cache.t3.micro', nodes: 1, snapshotRetentionDays: 0 }),
  'Memcached with its maintenance window': withCache({ nodeType: 'cache.t3.micro', nodes: 1, maintenanceWindow: 'sun:05:00-sun:06:00' }),
  'the site with workers': withWorker({ instanceType: 't3.micro', min: 1, max: 5 }),
  'MySQL with replicas, its windows and parameters': withDatabase({
    instanceClass: 'db.t3.micro',
    storageGb: 20,
    readReplicas: 15,
    backupWindow: '03:00-03:30',
    maintenanceWindow: 'sun:04:00-sun:05:00',
    deletionProtection: true,
    parameters: { max_connections: 200, require_secure_transport: 0 },
  }),
  'MySQL as a Multi-AZ DB cluster': withDatabase(
    { deployment: 'cluster', instanceClass: 'db.m6gd.large', storageGb: 100, iops: 1_000 },
    { zones: zones(3) },
  ),
  'Aurora MySQL alone': withDatabase({ engine: 'aurora-mysql', instanceClass: 'db.t4g.medium', readers: 0 }),
  'Aurora MySQL with all its readers': withDatabase({ engine: 'aurora-mysql', instanceClass: 'db.r6g.large', readers: 15 }),
  'the step policies of the courses': withGroup({ scaling: { kind: 'steps' } }),
  'five steps each way': withGroup({
    scaling: {
      kind: 'steps',
      out: {
        steps: [50, 60, 70, 80, 90].map((fromPercent, place) => ({
          fromPercent,
          ...(place < 4 ? { toPercent: fromPercent + 10 } : {}),
          nodes: place + 1,
        })),
      },
      in: {
        alarm: { thresholdPercent: 30 },
        steps: [
          { fromPercent: 10, toPercent: 30, nodes: 1 },
          { toPercent: 10, nodes: 2 },
        ],
      },
    },
  }),
  'nodes of a golden image, replaced one by one': withGroup({
    image: { ami: 'ami-0123456789abcdef0' },
    maintenance: { minHealthyPercent: 100, maxHealthyPercent: 110 },
  }),
  'spot beside a base on demand': withGroup({ mixedInstances: { types: ['t3a.micro', 't2.micro'], spotPercent: 50, onDemandBase: 1 } }),
  'spot of one type beside the minimum': withGroup({ mixedInstances: { spotPercent: 100 } }),
  'a watch over web nodes alone': watched(siteSpec({ database: undefined, cache: undefined })),
  'a watch over replicas and files with credits': {
    ...watched(withDatabase({ instanceClass: 'db.t3.micro', storageGb: 20, readReplicas: 2 }), 'replicaLag', 'burstCredits'),
    files: { throughput: 'bursting', backups: true },
  },
  'a watch over a Multi-AZ DB cluster': watched(
    withDatabase({ deployment: 'cluster', instanceClass: 'db.m6gd.large', storageGb: 100, iops: 1_000 }, { zones: zones(3) }),
    'replicaLag',
  ),
  'a watch over Aurora and elastic files': {
    ...watched(withDatabase({ engine: 'aurora-mysql', instanceClass: 'db.r6g.large', readers: 2 }), 'replicaLag'),
    files: { throughput: 'elastic', backups: true },
  },
  'a site with a name': named({ routing: 'simple' }),
  'a name that fails over to the page': named(
    { routing: 'failover', secondary: { to: 'page' } },
    { media: { versioning: true, page: { name: 'www.example.org', certificateArn: PAGE_CERTIFICATE } } },
  ),
  'a name that fails over to another region': named({ routing: 'failover', secondary: { to: 'load-balancer', ...ELSEWHERE } }),
  'a name by weight': named({ routing: 'weighted', weight: 20, others: [30, 50, 0].map((weight) => ({ ...ELSEWHERE, weight })) }),
  'a name by latency': named({ routing: 'latency', others: [{ ...ELSEWHERE, region: 'eu-west-1' }] }),
  'a name by location': named({
    routing: 'geolocation',
    location: { isDefault: true },
    others: [
      { ...ELSEWHERE, location: { continent: 'EU' } },
      { ...ELSEWHERE, location: { country: 'US', subdivision: 'VA' } },
    ],
  }),
  'a name by distance': named({ routing: 'geoproximity', bias: 10, others: [{ ...ELSEWHERE, region: 'eu-west-1', bias: -5 }] }),
  'a name of fixed addresses': named({ routing: 'multivalue', addresses: ['192.0.2.1', '192.0.2.2'] }),
};
