// Goal: a site on a cluster is built, is not drilled by what knows instances only, and goes only by the word for what is protected.
// Method: one site on a protected Aurora cluster, asked to be drilled and taken down.
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '#rehearsal/outcome.ts';
import { callsOf, leaseOf, scheduleNames, siteStacks, taggedArns } from './support/account.ts';
import { Story, siteSpec } from './support/story.ts';

const AURORA = { engine: 'aurora-mysql', instanceClass: 'db.r6g.large', readers: 1, deletionProtection: true };

describe('a site on a protected Aurora cluster', () => {
  let story: Story;
  const cluster = () => story.world.cloud.callNow('rds', 'DescribeDBClusters', {}).DBClusters[0];
  const ask = async (path: string): Promise<RunSummary> => {
    await story.api('DELETE', path);
    return story.untilRunEnds('teardown-site');
  };
  beforeAll(async () => {
    story = await Story.withSite({ spec: { ...siteSpec(), database: AURORA } });
  });

  it('has its writer and its reader in two zones', () => {
    expect(cluster()).toMatchObject({ Status: 'available', MultiAZ: true, DeletionProtection: true });
    expect(cluster().DBClusterMembers).toHaveLength(2);
  });

  it('is refused by the drill, which leaves it alone and says why', async () => {
    await story.api('POST', '/sites/myapp/drills', { kind: 'failover', mode: 'live' });
    const run = await story.untilRunEnds('failover-drill');

    expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining('is a cluster') });
    expect(callsOf(story, 'rds', 'RebootDBInstance')).toEqual([]);
    expect(leaseOf(story)).toBeUndefined();
  });

  it('is not taken down without the word, and nothing has stopped', async () => {
    const stacks = siteStacks(story);

    const run = await ask('/sites/myapp?mode=live');

    expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining('unprotect=database') });
    expect(siteStacks(story)).toEqual(stacks);
    expect(scheduleNames(story)).toHaveLength(2);
    expect(callsOf(story, 'rds', 'CreateDBClusterSnapshot')).toEqual([]);
  });

  it('does not know another word', async () => {
    expect((await story.api('DELETE', '/sites/myapp?mode=live&unprotect=everything')).status).toBe(400);
  });

  it('goes with the word, and leaves a snapshot of its cluster and nothing else', async () => {
    const run = await ask('/sites/myapp?mode=live&unprotect=database');
    const { DBClusterSnapshots } = story.world.cloud.callNow('rds', 'DescribeDBClusterSnapshots', {});

    expect(run).toMatchObject({ verdict: 'PASSED', measured: { leftBehind: 0 } });
    expect(DBClusterSnapshots).toEqual([expect.objectContaining({ Status: 'available', DBClusterIdentifier: 'myapp-db' })]);
    expect(taggedArns(story).filter((arn) => !arn.includes(':cluster-snapshot:'))).toEqual([]);
    expect(siteStacks(story)).toEqual([]);
    expect(story.check()).toEqual([]);
  });
});
