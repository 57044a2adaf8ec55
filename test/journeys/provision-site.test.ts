// Goal: a spec becomes a site that serves, or nothing of it stays.
// Method: POST /sites against the deployed control plane, with AWS failing half way and nodes that never boot.
import { beforeAll, describe, expect, it } from 'vitest';
import { callApi } from '#rehearsal/people.ts';
import type { ServiceName } from '#twin/cloud.ts';
import { AwsError } from '#twin/errors.ts';
import { executionsOf, groupOf, healthyTargets, leaseOf, scheduleNames, siteStacks, taggedArns, tellingsOf } from './support/account.ts';
import { SwitchedFaults } from './support/faults.ts';
import { Story, siteSpec, webOnlySpec } from './support/story.ts';

/** When each layer's stack was complete, in order. */
function completedLayers(story: Story): string[] {
  return story
    .entries('activity')
    .filter(({ what, to, id }) => what === 'stack' && to === 'CREATE_COMPLETE' && id !== 'nines')
    .map(({ id }) => String(id).replace('nines-myapp-', ''));
}

describe('provision-site', () => {
  describe('when all goes well, though a second run is asked for meanwhile', () => {
    let story: Story;
    let first: string;
    let leases: ReturnType<typeof leaseOf>[];
    beforeAll(async () => {
      story = await Story.begin();
      const { body } = await story.api('POST', '/sites', story.spec);
      first = String(body.runId);
      await story.until({ minutes: 2 });
      leases = [leaseOf(story)];
      await story.api('POST', '/sites', story.spec);
      await story.until({ minutes: 1 });
      leases.push(leaseOf(story));
      await story.untilRunEnds('provision-site');
    });

    it('refuses the second and names who holds the site until when', () => {
      const refused = story.runs.find(({ verdict }) => verdict === 'REFUSED');
      const passed = story.runs.find(({ verdict }) => verdict === 'PASSED');

      const [before, after] = leases;

      expect(refused?.reason).toContain(first);
      expect(refused?.reason).toContain(new Date(Number(before?.untilMs)).toISOString());
      expect(after).toEqual(before);
      expect(passed?.id).toBe(first);
    });

    it('builds the layers in their order', () => {
      const layers = completedLayers(story);

      expect(layers).toHaveLength(5);
      expect([layers[0], layers[3], layers[4]]).toEqual(['network', 'web', 'watch']);
    });

    it('passes on what it saw: healthy targets and a deep page that answers', () => {
      const [run] = story.runs;

      expect(run).toMatchObject({ verdict: 'PASSED', trigger: { by: 'api' }, measured: { healthyTargets: 2, deepPageStatus: 200 } });
      expect(healthyTargets(story)).toBe(2);
      expect(tellingsOf(story, String(run?.id))).toBe(1);
    });

    it('sets the calendar twice: schedules of ours and scheduled actions of the group', () => {
      const { ScheduledUpdateGroupActions: native } = story.world.cloud.callNow('autoscaling', 'DescribeScheduledActions', {});

      expect(scheduleNames(story)).toHaveLength(2);
      expect(native).toHaveLength(2);
      expect(native).toContainEqual(expect.objectContaining({ ScheduledActionName: 'Weekend Traffic', MinSize: 8, MaxSize: 16 }));
      const closing = native.find((action: { ScheduledActionName: string }) => action.ScheduledActionName !== 'Weekend Traffic');
      expect(closing).toMatchObject({ MinSize: 2 });
      expect(closing.MaxSize).toBeUndefined();
    });

    it('registers the site and lets go of it', async () => {
      const { status, body } = await story.api('GET', '/sites/myapp');

      expect(status).toBe(200);
      expect(body).toMatchObject({ state: 'registered', heldBy: null, outputs: { GroupName: 'myapp-asg' } });
      expect(leaseOf(story)).toBeUndefined();
    });
  });

  it('builds a site that has no database and no cache', async () => {
    const story = await Story.begin({ spec: webOnlySpec() });

    await story.api('POST', '/sites', story.spec);
    const run = await story.untilRunEnds('provision-site');

    expect(run).toMatchObject({ verdict: 'PASSED', measured: { deepPageStatus: 200 } });
    expect(completedLayers(story)).toEqual(['network', 'web', 'watch']);
  });

  describe('when the request is not good', () => {
    let story: Story;
    beforeAll(async () => {
      story = await Story.begin();
    });

    it('answers 400 with every problem of the spec at once', async () => {
      const spec = siteSpec();
      const bad = { ...spec, region: 7, web: { ...(spec.web as object), min: 5, max: 1 }, colour: 'blue' };

      const { status, body } = await story.api('POST', '/sites', bad);

      const problems = body.problems as { path: string; found: string; allowed: string }[];
      expect(status).toBe(400);
      expect(problems.map(({ path }) => path)).toEqual(expect.arrayContaining(['region', 'colour']));
      for (const problem of problems) expect(Object.keys(problem).sort()).toEqual(['allowed', 'found', 'path']);
    });

    it('answers 400 to a query option that it does not know', async () => {
      const { status, body } = await story.api('POST', '/sites?dryRun=true', story.spec);

      expect(status).toBe(400);
      expect(body.problems).toEqual([expect.objectContaining({ path: 'dryRun' })]);
    });

    it.each<[name: string, send: () => { status: number } | Promise<{ status: number }>]>([
      ['unsigned', () => unsigned(story)],
      [
        'signed with a wrong secret',
        () => callApi(story.world.cloud, apiUrl(story), { ...aKey(story), secretAccessKey: 'x' }, post(story)),
      ],
      ['signed by a key that nobody has', () => callApi(story.world.cloud, apiUrl(story), NOBODYS_KEY, post(story))],
    ])('answers 403 to a request that is %s', async (_, send) => {
      const { status } = await send();

      expect(status).toBe(403);
    });

    it('starts nothing for any of them', () => {
      expect(executionsOf(story, 'provision-site')).toEqual([]);
      expect(siteStacks(story)).toEqual([]);
    });
  });

  describe('when a layer fails half way', () => {
    it.each<[layer: string, service: ServiceName, operation: string, error: AwsError, subject?: string]>([
      ['database', 'rds', 'CreateDBInstance', new AwsError('InsufficientDBInstanceCapacityFault', 'No capacity in these zones.')],
      ['web', 'elasticloadbalancing', 'CreateLoadBalancer', new AwsError('TooManyLoadBalancersException', 'The limit is reached.')],
      ['watch', 'cloudwatch', 'PutMetricAlarm', new AwsError('LimitExceededFault', 'The limit of alarms is reached.'), 'my-app-cpu'],
    ])('takes back what it made and names the layer: %s', async (layer, service, operation, error, subject = '') => {
      const isMeant = (input: object): boolean => JSON.stringify(input).includes(subject);
      const faults = new SwitchedFaults().failCall(service, operation, (input) => (isMeant(input) ? error : undefined));
      const story = await Story.begin({ faults });

      await story.api('POST', '/sites', story.spec);
      const run = await story.untilRunEnds('provision-site');

      expect(run).toMatchObject({ verdict: 'FAILED', reason: expect.stringContaining(`The layer ${layer}`) });
      expect(siteStacks(story)).toEqual([]);
      expect(taggedArns(story)).toEqual([]);
      expect(leaseOf(story)).toBeUndefined();
      expect((await story.api('GET', '/sites/myapp')).status).toBe(404);
    });

    it('leaves what an earlier run had built, and resumes from there', async () => {
      let isFull = true;
      const full = new AwsError('InsufficientDBInstanceCapacityFault', 'No capacity in these zones.');
      const faults = new SwitchedFaults().failCall('rds', 'CreateDBInstance', () => (isFull ? full : undefined));
      const story = await Story.begin({ faults });
      await story.api('POST', '/sites?keepOnFailure=true', story.spec);
      await story.untilRunEnds('provision-site');
      const kept = siteStacks(story);
      await story.api('POST', '/sites', story.spec);
      const second = await story.untilRunEnds('provision-site');
      const left = siteStacks(story);
      isFull = false;

      await story.api('POST', '/sites', story.spec);
      const third = await story.untilRunEnds('provision-site');

      expect(kept).toContain('nines-myapp-network: CREATE_COMPLETE');
      expect(second.verdict).toBe('FAILED');
      expect(left).toContain('nines-myapp-network: CREATE_COMPLETE');
      expect(third.verdict).toBe('PASSED');
      expect(completedLayers(story).filter((layer) => layer === 'network')).toHaveLength(1);
    });
  });

  it('fails and takes all back when no node ever boots', async () => {
    const story = await Story.begin({ faults: new SwitchedFaults().set('node:never-boots') });

    await story.api('POST', '/sites', story.spec);
    const run = await story.untilRunEnds('provision-site');

    expect(run.verdict).toBe('FAILED');
    expect(groupOf(story)).toBeUndefined();
    expect(siteStacks(story)).toEqual([]);
    expect(leaseOf(story)).toBeUndefined();
  });
});

/** Of the form that keys have. */
const NOBODYS_KEY = { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'x' };
const apiUrl = (story: Story): string => String(story.world.outputs.ApiUrl);
const post = (story: Story) => ({ method: 'POST', path: '/sites', body: story.spec });

/** A key that somebody has, so that only one thing is wrong with a request. */
function aKey(story: Story): { accessKeyId: string; secretAccessKey: string } {
  const UserName = 'colleague';
  story.world.cloud.callNow('iam', 'CreateUser', { UserName });
  const { AccessKey } = story.world.cloud.callNow('iam', 'CreateAccessKey', { UserName });
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
}

const unsigned = (story: Story) =>
  story.world.cloud.network.request({
    method: 'POST',
    url: `${apiUrl(story).replace(/\/$/, '')}/sites`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(story.spec),
    from: 'person',
  });
