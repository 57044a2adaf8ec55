import { describe, expect, it } from 'vitest';
import { parseInput } from '#events/problem.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { siteSpec } from '../domain/support.ts';

const INSTANCE = { engine: 'mysql', instanceClass: 'db.t3.medium', storageGb: 20 };
const CLUSTER = { deployment: 'cluster', instanceClass: 'db.m6gd.large', storageGb: 100, iops: 1_000 };
const AURORA = { engine: 'aurora-mysql', instanceClass: 'db.r6g.large', readers: 2 };
const THREE_ZONES = ['a', 'b', 'c'].map((letter, index) => ({
  name: `us-east-1${letter}`,
  public: `10.0.${index + 1}.0/24`,
  data: `10.0.${index + 11}.0/24`,
}));

function problemsOf(database: object, zones: object[] = THREE_ZONES) {
  const spec = siteSpec();
  const parsed = parseInput(siteSpecSchema, { ...spec, network: { ...spec.network, zones }, database });
  return parsed.ok ? [] : parsed.problems;
}

describe('the database of a site', () => {
  it.each<object>([
    INSTANCE,
    CLUSTER,
    AURORA,
    { ...INSTANCE, readReplicas: 15, backupWindow: '23:45-00:15', maintenanceWindow: 'Sun:00:15-sun:23:45' },
    { ...INSTANCE, multiAz: false, rotationDays: 7, deletionProtection: true, snapshotOnDelete: false, parameters: { max_connections: 1 } },
    { ...CLUSTER, instanceClass: 'db.c6gd.medium', iops: 5_000 },
    { ...AURORA, instanceClass: 'db.t4g.medium', readers: 0 },
  ])('may be %j', (database) => {
    expect(problemsOf(database)).toEqual([]);
  });

  it.each<[database: object, path: string, found: string, allowed: RegExp]>([
    [{ ...CLUSTER, instanceClass: 'db.t3.medium' }, 'instanceClass', '"db.t3.medium"', /db\.c6gd, db\.m5d, .*db\.x2iedn/],
    [{ ...CLUSTER, iops: undefined }, 'iops', 'nothing', /1000 to 256000/],
    [{ ...CLUSTER, iops: 6_000 }, 'iops', '6000', /at most 50 for each GB/],
    [{ ...CLUSTER, storageGb: 20 }, 'storageGb', '20', /at least 100/],
    [{ ...CLUSTER, multiAz: false }, 'multiAz', 'false', /three zones/],
    [{ ...CLUSTER, readReplicas: 1 }, 'readReplicas', '1', /two readable standbys/],
    [{ ...INSTANCE, readers: 1 }, 'readers', '1', /readReplicas/],
    [{ ...INSTANCE, readReplicas: 16 }, 'readReplicas', '16', /at most 15/],
    [{ ...INSTANCE, iops: 3_000 }, 'iops', '3000', /gp3/],
    [{ ...INSTANCE, storageGb: undefined }, 'storageGb', 'nothing', /size of its storage/],
    [{ ...AURORA, storageGb: 20 }, 'storageGb', '20', /grows by itself/],
    [{ ...AURORA, deployment: 'cluster' }, 'deployment', '"cluster"', /by itself/],
    [{ ...AURORA, readReplicas: 1 }, 'readReplicas', '1', /readers/],
    [{ ...AURORA, readers: undefined }, 'readers', 'nothing', /0 to 15/],
    [{ ...AURORA, readers: 16 }, 'readers', '16', /at most 15/],
    [{ ...AURORA, instanceClass: 'db.t3.micro' }, 'instanceClass', '"db.t3.micro"', /db\.t3\.medium, .*db\.r6g/],
    [{ ...AURORA, multiAz: false }, 'multiAz', 'false', /three zones/],
    [{ ...INSTANCE, backupWindow: '03:00-03:29' }, 'backupWindow', '"03:00-03:29"', /half an hour/],
    [{ ...INSTANCE, backupWindow: '25:00-26:00' }, 'backupWindow', '"25:00-26:00"', /half an hour/],
    [{ ...INSTANCE, maintenanceWindow: 'sun:04:00-tue:04:30' }, 'maintenanceWindow', '"sun:04:00-tue:04:30"', /to a day/],
    [{ ...INSTANCE, maintenanceWindow: 'someday:04:00' }, 'maintenanceWindow', '"someday:04:00"', /sun:04:00-sun:04:30/],
    [
      { ...INSTANCE, backupWindow: '03:00-04:00', maintenanceWindow: 'sun:03:30-sun:05:00' },
      'maintenanceWindow',
      '"sun:03:30-sun:05:00"',
      /03:00-04:00/,
    ],
    [
      { ...INSTANCE, backupWindow: '23:45-00:45', maintenanceWindow: 'mon:00:30-mon:01:00' },
      'maintenanceWindow',
      '"mon:00:30-mon:01:00"',
      /touch/,
    ],
    [{ ...INSTANCE, rotationDays: 30 }, 'rotationDays', '30', /^7: /],
    [{ ...INSTANCE, readReplicas: 1, rotationDays: 7 }, 'rotationDays', '7', /read replicas/],
    [{ ...INSTANCE, parameters: { sql_mode: 'x' } }, 'parameters.sql_mode', '"x"', /one of character_set_server, .*wait_timeout/],
    [{ ...INSTANCE, parameters: { max_connections: 0 } }, 'parameters.max_connections', '0', /at least 1/],
  ])('may not be %j', (database, field, found, allowed) => {
    expect(problemsOf(database)).toEqual([{ path: `database.${field}`, found, allowed: expect.stringMatching(allowed) }]);
  });

  it('tells everything at once that does not go together', () => {
    const database = {
      ...CLUSTER,
      instanceClass: 'db.t3.small',
      storageGb: 50,
      multiAz: false,
      readReplicas: 1,
      readers: 1,
      iops: undefined,
    };

    const paths = problemsOf(database, THREE_ZONES.slice(0, 2)).map(({ path }) => path);

    expect(paths.sort()).toEqual(
      [
        'database.instanceClass',
        'database.iops',
        'database.multiAz',
        'database.readReplicas',
        'database.readers',
        'database.storageGb',
        'network.zones',
      ].sort(),
    );
  });

  it('tells what does not go together even where a field has the wrong form', () => {
    const problems = problemsOf({ ...AURORA, storageGb: 20, backupRetentionDays: 0 });

    expect(problems.map(({ path }) => path).sort()).toEqual(['database.backupRetentionDays', 'database.storageGb']);
  });

  it('needs a third zone only as a Multi-AZ DB cluster', () => {
    const two = THREE_ZONES.slice(0, 2);

    expect(problemsOf(CLUSTER, two)).toMatchObject([{ path: 'network.zones', allowed: expect.stringContaining('3 zones or more') }]);
    expect(problemsOf(AURORA, two)).toEqual([]);
  });
});
