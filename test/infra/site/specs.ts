import type { SiteSpec } from '#domain/site-spec.ts';
import { databaseSchema } from '#events/site-database.ts';
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

/** Sites that differ in what a layer is made of; every optional part is on in one of them and off in another. */
export const SPECS: Readonly<Record<string, SiteSpec>> = {
  'the site of the courses': siteSpec(),
  'a site of web nodes alone': siteSpec({ database: undefined, cache: undefined }),
  'the site with shared files': siteSpec({ files: { throughput: 'elastic', backups: true } }),
  'four zones of shared files without backups': { ...inNetwork({ zones: zones(4) }), files: { throughput: 'bursting', backups: false } },
  'three zones, a NAT gateway each': inNetwork({ zones: zones(3) }),
  'four zones, one NAT gateway, no flow logs': inNetwork({ zones: zones(4), nat: 'one', flowLogs: false }),
  'two zones, endpoints only, a bastion': inNetwork({ zones: zones(2), nat: 'none', bastion: { cidr: '192.0.2.0/24' } }),
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
};
