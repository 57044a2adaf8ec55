// Goal: a site goes, its data is kept, and nothing that costs is forgotten; or nothing goes at all.
// Method: DELETE /sites/myapp on a site that serves, with snapshots that fail and things that people left behind.
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '#rehearsal/outcome.ts';
import { AwsError } from '#twin/errors.ts';
import { callsOf, executionsOf, leaseOf, scheduleNames, siteStacks, taggedArns, tellingsOf } from './support/account.ts';
import { type SiteFile, Story, webOnlySpec } from './support/story.ts';

const TEARDOWN = '/sites/myapp?mode=live';
const isSnapshot = (arn: string): boolean => arn.includes(':snapshot:');

describe('teardown-site', () => {
  describe('when all goes well', () => {
    let story: Story;
    let run: RunSummary;
    beforeAll(async () => {
      story = await Story.withSite();
      await story.api('DELETE', TEARDOWN);
      run = await story.untilRunEnds('teardown-site');
    });

    it('leaves nothing billable but a verified snapshot, and says what it costs a month', () => {
      const { DBSnapshots } = story.world.cloud.callNow('rds', 'DescribeDBSnapshots', {});
      const final = DBSnapshots.filter(({ SnapshotType }: { SnapshotType: string }) => SnapshotType === 'manual');

      expect(run).toMatchObject({ verdict: 'PASSED', objective: { leftBehind: 0 }, measured: { leftBehind: 0 } });
      expect(final).toEqual([expect.objectContaining({ Status: 'available', DBInstanceIdentifier: 'myapp-db', AllocatedStorage: 20 })]);
      expect(run.details).toMatchObject({ snapshot: { id: final[0].DBSnapshotIdentifier } });
      expect(run.details?.monthlyCostUsd).toBeTypeOf('number');
      expect(taggedArns(story).filter((arn) => !isSnapshot(arn))).toEqual([]);
    });

    it('takes the layers down in reverse', () => {
      const gone = story
        .entries('activity')
        .filter(({ what, to }) => what === 'stack' && to === 'DELETE_COMPLETE')
        .map(({ id }) => String(id).replace('nines-myapp-', ''));

      expect([gone[0], gone[1], gone[4]]).toEqual(['watch', 'web', 'network']);
      expect(siteStacks(story)).toEqual([]);
    });

    it('stops the calendar and forgets the site, but not its runs', async () => {
      const site = await story.api('GET', '/sites/myapp');
      const runs = await story.api('GET', '/sites/myapp/runs');

      expect(scheduleNames(story)).toEqual([]);
      expect(site.status).toBe(404);
      expect((runs.body.runs as { kind: string }[]).map(({ kind }) => kind)).toEqual(['teardown-site', 'provision-site']);
      expect(leaseOf(story)).toBeUndefined();
      expect(tellingsOf(story, run.id)).toBe(1);
    });
  });

  describe('when nothing may be deleted', () => {
    let story: Story;
    let stacks: string[];
    beforeAll(async () => {
      story = await Story.withSite();
      stacks = siteStacks(story);
    });

    it.each(['/sites/myapp', '/sites/myapp?mode=rehearsal'])('refuses DELETE %s and touches nothing', async (path) => {
      const { status } = await story.api('DELETE', path);
      const run = await story.untilRunEnds('teardown-site');

      expect(status).toBe(202);
      expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining('live') });
      expect(siteStacks(story)).toEqual(stacks);
      expect(scheduleNames(story)).toHaveLength(2);
      expect(callsOf(story, 'rds', 'CreateDBSnapshot')).toEqual([]);
    });

    it('refuses while another run holds the site', async () => {
      const drill = await story.api('POST', '/sites/myapp/drills', { kind: 'failover', mode: 'live' });
      await story.until({ minutes: 1 });

      await story.api('DELETE', TEARDOWN);
      await story.until({ minutes: 1 });

      const refused = story.runs.filter(({ kind }) => kind === 'teardown-site').at(-1);
      expect(refused).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining(String(drill.body.runId)) });
      expect(siteStacks(story)).toEqual(stacks);
      expect(executionsOf(story, 'teardown-site')).toHaveLength(3);
    });

    it('deletes nothing when RDS refuses the final snapshot', async () => {
      await story.untilRunEnds('failover-drill');
      let isFull = true;
      const full = new AwsError('SnapshotQuotaExceededFault', 'Cannot create more than 100 snapshots.');
      story.faults.failCall('rds', 'CreateDBSnapshot', () => (isFull ? full : undefined));

      await story.api('DELETE', TEARDOWN);
      const run = await story.untilRunEnds('teardown-site');

      isFull = false;
      expect(run.verdict).not.toBe('PASSED');
      expect(run.reason).toContain('100 snapshots');
      expect(siteStacks(story)).toEqual(stacks);
      expect(leaseOf(story)).toBeUndefined();
      expect(tellingsOf(story, run.id)).toBe(1);
    });

    it('deletes nothing when the final snapshot disappears before it is verified', async () => {
      story.faults.failCall('rds', 'DescribeDBSnapshots', () => new AwsError('DBSnapshotNotFoundFault', 'No such snapshot.'));

      await story.api('DELETE', TEARDOWN);
      const run = await story.untilRunEnds('teardown-site');

      expect(run.verdict).not.toBe('PASSED');
      expect(siteStacks(story)).toEqual(stacks);
    });
  });

  it('names what was left behind and does not pass', async () => {
    const story = await Story.withSite();
    const Tags = [{ Key: 'nines:site', Value: 'myapp' }];
    story.world.cloud.callNow('secretsmanager', 'CreateSecret', { Name: 'by-hand', SecretString: 'x', Tags });
    story.world.cloud.callNow('rds', 'CreateDBSnapshot', {
      DBInstanceIdentifier: 'myapp-db',
      DBSnapshotIdentifier: 'before-upgrade',
      Tags,
    });
    await story.until({ minutes: 60 });

    await story.api('DELETE', TEARDOWN);
    const run = await story.untilRunEnds('teardown-site');

    expect(run).toMatchObject({ verdict: 'FAILED', measured: { leftBehind: 2 } });
    for (const name of [':secret:by-hand', ':snapshot:before-upgrade']) expect(run.reason).toContain(name);
    expect(run.details?.leftBehind).toHaveLength(2);
    expect((await story.api('GET', '/sites/myapp')).status).toBe(200);
  });
});

describe('teardown-site of a site whose buckets hold something', () => {
  let story: Story;
  let buckets: Record<string, string>;
  const objects = (bucket: string | undefined) => story.world.cloud.callNow('s3', 'ListObjectVersions', { Bucket: bucket });
  beforeAll(async () => {
    story = await Story.withSite({ spec: { ...webOnlySpec(), media: {} } as SiteFile });
    const site = await story.api('GET', '/sites/myapp');
    buckets = site.body.outputs as Record<string, string>;
    const Bucket = buckets.MediaBucketName;
    for (const text of ['first', 'second'])
      story.world.cloud.callNow('s3', 'PutObject', { Bucket, Key: 'uploads/photo.jpg', Body: new TextEncoder().encode(text) });
    story.world.cloud.callNow('s3', 'DeleteObject', { Bucket, Key: 'uploads/photo.jpg' });
  });

  it('is refused before anything is touched, with how much each of them holds', async () => {
    const before = siteStacks(story);

    await story.api('DELETE', TEARDOWN);
    const run = await story.untilRunEnds('teardown-site');

    expect(run).toMatchObject({
      verdict: 'REFUSED',
      reason: expect.stringContaining(`${buckets.MediaBucketName} (3 objects and versions)`),
    });
    expect(run.reason).toContain('emptyBuckets=true');
    expect(run.reason).not.toContain(String(buckets.PageBucketName));
    expect(siteStacks(story)).toEqual(before);
    expect(scheduleNames(story)).toHaveLength(2);
    expect(objects(buckets.MediaBucketName).Versions).toHaveLength(2);
  });

  it('loses what they hold by the word alone, versions and delete markers with it', async () => {
    await story.api('DELETE', `${TEARDOWN}&emptyBuckets=true`);
    const run = await story.untilRunEnds('teardown-site');

    expect(run).toMatchObject({ verdict: 'PASSED', measured: { leftBehind: 0 } });
    expect(siteStacks(story)).toEqual([]);
    expect(() => objects(buckets.MediaBucketName)).toThrow('does not exist');
    expect(taggedArns(story)).toEqual([]);
    expect(story.check()).toEqual([]);
  });
});
