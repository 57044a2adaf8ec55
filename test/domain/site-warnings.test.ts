import { describe, expect, it } from 'vitest';
import type { Scaling } from '#domain/scaling.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { siteWarnings } from '#domain/site-warnings.ts';
import { databaseSchema } from '#events/site-database.ts';
import { scalingSchema } from '#events/site-scaling.ts';
import { databaseOf, resources } from './plan-support.ts';
import { siteSpec } from './support.ts';

const warnings = (changes: Partial<SiteSpec> = {}, made: ReturnType<typeof resources> = []) => siteWarnings(siteSpec(changes), made);
const paths = (...given: Parameters<typeof warnings>) => warnings(...given).map(({ path }) => path);
const web = (changes: object) => ({ ...siteSpec().web, ...changes }) as SiteSpec['web'];
const database = (changes: object) => databaseSchema.parse({ instanceClass: 'db.t3.medium', storageGb: 20, ...changes });
const zones = siteSpec().network.zones.map((zone, index) => ({ ...zone, application: `10.0.${index + 21}.0/24` }));

describe('the warnings of a site', () => {
  it('are none of its own where the courses’ site is as they teach it', () => {
    expect(warnings()).toEqual([]);
  });

  it.each<[name: string, changes: Partial<SiteSpec>, path: string]>([
    ['one way out for all zones', { network: { ...siteSpec().network, zones, nat: 'one' } }, 'network.nat'],
    ['fewer nodes than zones', { web: web({ min: 1 }) }, 'web.min'],
    ['no room between minimum and maximum', { web: web({ min: 4, max: 4 }) }, 'web.max'],
    [
      'a window that asks for less than there is',
      { windows: [{ ...(siteSpec().windows[0] as SiteSpec['windows'][0]), min: 1 }] },
      'windows[0].min',
    ],
    ['no standby', { database: database({ multiAz: false }) }, 'database.multiAz'],
    ['backups of a day', { database: database({ backupRetentionDays: 1 }) }, 'database.backupRetentionDays'],
    ['Aurora without a reader', { database: database({ engine: 'aurora-mysql', storageGb: undefined, readers: 0 }) }, 'database.readers'],
    ['data that goes with the database', { database: database({ snapshotOnDelete: false }) }, 'database.snapshotOnDelete'],
    ['shared files that nothing backs up', { files: { throughput: 'elastic', backups: false } }, 'files.backups'],
    ['a cache of one node', { cache: { ...siteSpec().cache, nodes: 1 } as SiteSpec['cache'] }, 'cache.nodes'],
  ])('tell of %s', (_, changes, path) => {
    expect(paths(changes)).toEqual([path]);
  });

  it("tell what is wrong with the slides' step policies, each at its place", () => {
    const scaling: Scaling = scalingSchema.parse({ kind: 'steps' });

    expect(paths({ web: web({ scaling }) })).toEqual(['web.scaling', 'web.scaling.in', 'web.scaling']);
  });

  it('say nothing of an encrypted way in, and warn of a plain one', () => {
    const listener = (Protocol: string) =>
      resources('web', { Listener: { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { Protocol } } });

    expect(paths({}, listener('HTTPS'))).toEqual([]);
    expect(paths({}, listener('HTTP'))).toEqual(['web']);
  });

  it('warn of a topic that nobody listens to', () => {
    const topic = { Topic: { Type: 'AWS::SNS::Topic' } };

    expect(paths({}, resources('watch', topic))).toEqual(['alarms.cpu.topic']);
    expect(paths({}, resources('watch', { ...topic, Mail: { Type: 'AWS::SNS::Subscription' } }))).toEqual([]);
  });

  it('warn of an objective that the SLAs do not allow, with place, found and why', () => {
    const objectives = { ...siteSpec().objectives, availabilityPercent: 99.99 };

    const [warning] = warnings({ objectives }, resources('database', databaseOf('db.t3.medium', true)));

    expect(warning).toMatchObject({ path: 'objectives.availabilityPercent', found: '99.99' });
    expect(warning?.why).toContain('99.95 %');
  });
});
