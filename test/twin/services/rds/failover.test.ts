// Goal: the clocks of a failover differ as published figures say. Method: reboot with failover, ask every 100 ms of virtual time.
import { describe, expect, it } from 'vitest';
import { connect, type DataAccount, makeDatabase, openDataAccount } from '../data-account.ts';

const STEP_SECONDS = 0.1;
const WATCH_SECONDS = 12 * 60;

type Seen = Record<'lastWrite' | 'lastRead' | 'nameMoved' | 'firstWrite' | 'available' | 'zoneShown' | 'redundant', number | undefined> & {
  events: Record<string, number>;
};

/** Reboots with failover and notes, in seconds from the call, when each thing was first or last so. */
async function watchFailover(account: DataAccount): Promise<Seen> {
  await makeDatabase(account);
  const before = describeDatabase(account);
  const addressBefore = account.cloud.network.resolve(before.Endpoint.Address).addresses[0];
  const startMs = account.cloud.clock.nowMs;
  account.call('rds', 'RebootDBInstance', { DBInstanceIdentifier: 'myapp-db', ForceFailover: true });
  const seen: Partial<Seen> = {};
  let wasDown = false;
  for (let at = STEP_SECONDS; at < WATCH_SECONDS; at += STEP_SECONDS) {
    await account.play(STEP_SECONDS);
    const writes = can(account, { kind: 'write-row', sequence: Math.round(at * 10) });
    wasDown ||= !writes;
    if (!wasDown) seen.lastWrite = at;
    if (wasDown && writes) seen.firstWrite ??= at;
    if (seen.firstWrite === undefined && can(account, { kind: 'read-row', sequence: 1 })) seen.lastRead = at;
    if (account.cloud.network.resolve(before.Endpoint.Address).addresses[0] !== addressBefore) seen.nameMoved ??= at;
    const shown = describeDatabase(account);
    if (shown.DBInstanceStatus === 'available') seen.available ??= at;
    if (shown.AvailabilityZone !== before.AvailabilityZone) seen.zoneShown ??= at;
    if (account.rds.databaseState('myapp-db').redundant) seen.redundant ??= at;
  }
  return { ...seen, events: Object.fromEntries(account.told.map(({ id, at }) => [id, (at - startMs) / 1000])) } as Seen;
}

const describeDatabase = (account: DataAccount) =>
  account.call('rds', 'DescribeDBInstances', { DBInstanceIdentifier: 'myapp-db' }).DBInstances[0];

function can(account: DataAccount, command: Parameters<ReturnType<typeof connect>['run']>[0]): boolean {
  try {
    connect(account).run(command);
    return true;
  } catch {
    return false;
  }
}

describe.each([
  ['documented', 60, 120],
  ['observed', 16.8, 39.1],
] as const)('a failover in the profile %s', (profile, low, high) => {
  it('strikes its clocks in order and within their published bounds', async () => {
    const account = await openDataAccount({ profile });

    const seen = await watchFailover(account);

    const { lastWrite = 0, lastRead = 0, firstWrite = 0, nameMoved = 0, available = 0, zoneShown = 0 } = seen;
    const outage = firstWrite - lastWrite;
    expect(outage).toBeGreaterThan(low - 0.5);
    expect(outage).toBeLessThan(high + 0.5);
    expect(lastRead - lastWrite).toBeGreaterThanOrEqual(-0.01);
    expect(lastRead - lastWrite).toBeLessThan(5.2);
    expect(seen.events['RDS-EVENT-0013']).toBeGreaterThanOrEqual(15.5);
    expect(seen.events['RDS-EVENT-0013']).toBeLessThanOrEqual(17);
    expect(nameMoved).toBeGreaterThan(seen.events['RDS-EVENT-0013'] as number);
    expect(nameMoved).toBeLessThanOrEqual(firstWrite + 0.01);
    const completed = seen.events['RDS-EVENT-0049'] as number;
    expect(completed - firstWrite).toBeGreaterThan(2.5);
    expect(completed - firstWrite).toBeLessThan(42.5);
    expect(available).toBeGreaterThan(completed);
    expect(zoneShown - firstWrite).toBeGreaterThan(59);
    expect(zoneShown - firstWrite).toBeLessThan(9 * 60 + 1);
    expect(seen.redundant).toBe(zoneShown);
  });
});

describe('a failover', () => {
  it('keeps every acknowledged row and moves the writer to the other zone', async () => {
    const account = await openDataAccount();
    await makeDatabase(account);
    const session = connect(account);
    const { zone } = session.run({ kind: 'who-writes' });
    for (const sequence of [1, 2, 3]) session.run({ kind: 'write-row', sequence });

    account.call('rds', 'RebootDBInstance', { DBInstanceIdentifier: 'myapp-db', ForceFailover: true });
    await account.play(300);

    expect(session.isOpen()).toBe(false);
    expect(() => session.run({ kind: 'read-row', sequence: 1 })).toThrow(expect.objectContaining({ code: 'PROTOCOL_CONNECTION_LOST' }));
    expect(connect(account).run({ kind: 'read-rows', from: 1, to: 9 }).rows).toEqual([1, 2, 3]);
    expect(connect(account).run({ kind: 'who-writes' }).zone).not.toBe(zone);
  });

  it('leaves the old address refusing', async () => {
    const account = await openDataAccount();
    await makeDatabase(account);
    const { Endpoint: endpoint } = describeDatabase(account);
    const old = account.cloud.network.resolve(endpoint.Address).addresses[0] as string;

    account.call('rds', 'RebootDBInstance', { DBInstanceIdentifier: 'myapp-db', ForceFailover: true });
    await account.play(300);

    expect(() => account.cloud.network.data(old, endpoint.Port).connect('pinned')).toThrow(
      expect.objectContaining({ code: 'ECONNREFUSED' }),
    );
  });

  it('tells the bus what AWS tells, in AWS’s words', async () => {
    const account = await openDataAccount();
    await makeDatabase(account);

    account.call('rds', 'RebootDBInstance', { DBInstanceIdentifier: 'myapp-db', ForceFailover: true });
    await account.play(300);

    expect(account.told.map(({ id }) => id).sort()).toEqual(['RDS-EVENT-0006', 'RDS-EVENT-0013', 'RDS-EVENT-0015', 'RDS-EVENT-0049']);
    expect(account.told[0]).toMatchObject({
      type: 'RDS DB Instance Event',
      detail: {
        EventCategories: ['failover'],
        SourceType: 'DB_INSTANCE',
        SourceArn: 'arn:aws:rds:us-east-1:123456789012:db:myapp-db',
        SourceIdentifier: 'myapp-db',
        Message: 'Multi-AZ instance failover started.',
      },
    });
  });

  it('is the same twice for one seed, and another for another', async () => {
    const play = async (seed: number) => {
      const account = await openDataAccount({ seed });
      await makeDatabase(account);
      account.call('rds', 'RebootDBInstance', { DBInstanceIdentifier: 'myapp-db', ForceFailover: true });
      await account.play(900);
      return { head: account.cloud.journal.head, times: account.told.map(({ at }) => at) };
    };

    const [first, again, other] = [await play(7), await play(7), await play(8)];

    expect(again).toEqual(first);
    expect(other.times).not.toEqual(first.times);
  });

  it('abandons a second one that comes before the standby is back', async () => {
    const account = await openDataAccount({ seed: 2 });
    await makeDatabase(account);
    const reboot = () => account.call('rds', 'RebootDBInstance', { DBInstanceIdentifier: 'myapp-db', ForceFailover: true });
    reboot();
    for (let waited = 0; describeDatabase(account).DBInstanceStatus !== 'available' && waited < 600; waited++) await account.play(1);
    const isRedundant = account.rds.databaseState('myapp-db').redundant;
    const writer = account.rds.databaseState('myapp-db').writerZone;

    reboot();
    await account.play(60);

    expect(isRedundant).toBe(false);
    expect(account.told.map(({ id }) => id)).toContain('RDS-EVENT-0034');
    expect(account.rds.databaseState('myapp-db').writerZone).toBe(writer);
  });
});

describe('a failover under a fault', () => {
  const failOver = async (faults: Record<string, string | number | boolean>, seconds = 900) => {
    const account = await openDataAccount({ faults });
    await makeDatabase(account);
    const session = connect(account);
    for (const sequence of [1, 2, 3]) session.run({ kind: 'write-row', sequence });
    const zone = account.rds.databaseState('myapp-db').writerZone;
    account.call('rds', 'RebootDBInstance', { DBInstanceIdentifier: 'myapp-db', ForceFailover: true });
    await account.play(seconds);
    return { account, session, zone };
  };

  it('never ends: nobody answers, the status stays rebooting', async () => {
    const { account } = await failOver({ 'rds:failover-never-ends': true }, 3600);

    expect(() => connect(account)).toThrow(expect.objectContaining({ code: 'ECONNREFUSED' }));
    expect(describeDatabase(account).DBInstanceStatus).toBe('rebooting');
    expect(account.told.map(({ id }) => id)).toEqual(['RDS-EVENT-0013']);
  });

  it('does nothing to the database: same zone, no outage, no event', async () => {
    const { account, session, zone } = await failOver({ 'rds:reboot-without-failover': true });

    expect(session.isOpen()).toBe(true);
    expect(account.rds.databaseState('myapp-db').writerZone).toBe(zone);
    expect(account.told).toEqual([]);
    expect(describeDatabase(account).DBInstanceStatus).toBe('available');
  });

  it('loses as many acknowledged rows as the fault says, the newest', async () => {
    const { account } = await failOver({ 'rds:lose-acknowledged-writes': 2 });

    expect(connect(account).run({ kind: 'read-rows', from: 1, to: 9 }).rows).toEqual([1]);
  });

  it('keeps its events from the bus but not from the API', async () => {
    const { account } = await failOver({ 'rds:events-lost': true });

    const { Events: events } = account.call('rds', 'DescribeEvents', {
      SourceIdentifier: 'myapp-db',
      SourceType: 'db-instance',
      Duration: 15,
    });

    expect(account.told).toEqual([]);
    expect(events.map((event: { Message: string }) => event.Message)).toContain('Multi-AZ instance failover completed');
  });

  it('leaves an old writer that answers reads, takes no writes and lags', async () => {
    const { account, session, zone } = await failOver({ 'rds:split-old-writer': true });
    connect(account).run({ kind: 'write-row', sequence: 4 });

    expect(session.isOpen()).toBe(true);
    expect(session.run({ kind: 'who-writes' }).zone).toBe(zone);
    expect(session.run({ kind: 'read-rows', from: 1, to: 9 }).rows).toEqual([1, 2, 3]);
    expect(() => session.run({ kind: 'write-row', sequence: 5 })).toThrow(expect.objectContaining({ code: 'ETIMEDOUT' }));
  });
});
