// Goal: a site that is half built or half changed is either finished by the next request or as it was before; nothing is lost by either.
// Method: POST /sites with AWS failing half way, on new sites, on sites that serve, and with a database that is protected.
import { describe, expect, it } from 'vitest';
import type { RunSummary } from '#rehearsal/outcome.ts';
import type { ServiceName } from '#twin/cloud.ts';
import { AwsError } from '#twin/errors.ts';
import { callsOf, groupOf, healthyTargets, leaseOf, siteStacks, taggedArns } from './support/account.ts';
import { SwitchedFaults } from './support/faults.ts';
import { type SiteFile, Story, siteSpec, webOnlySpec } from './support/story.ts';

/** AWS refuses an operation while the fault is on. */
function faulty(service: ServiceName, operation: string, subject = '') {
  const fault = { isOn: true };
  const error = new AwsError('LimitExceededFault', 'The limit is reached.');
  const faults = new SwitchedFaults().failCall(service, operation, (input) =>
    fault.isOn && JSON.stringify(input).includes(subject) ? error : undefined,
  );
  return { fault, faults };
}

async function ask(story: Story, spec: SiteFile = story.spec, query = ''): Promise<RunSummary> {
  await story.api('POST', `/sites${query}`, spec);
  return story.untilRunEnds('provision-site');
}

const database = (changes: object): SiteFile =>
  ({ ...siteSpec(), database: { ...(siteSpec().database as object), ...changes } }) as SiteFile;
const isProtected = (story: Story) =>
  story.world.cloud.callNow('rds', 'DescribeDBInstances', { DBInstanceIdentifier: 'myapp-db' }).DBInstances[0].DeletionProtection;

describe('a new site whose database is protected', () => {
  it('is taken back whole when a later layer fails, since nobody has used it', async () => {
    const { faults } = faulty('elasticloadbalancing', 'CreateLoadBalancer');
    const story = await Story.begin({ faults, spec: database({ deletionProtection: true }) });

    const run = await ask(story);

    expect(run).toMatchObject({ verdict: 'FAILED', reason: expect.stringContaining('LoadBalancer: The limit is reached.') });
    expect(callsOf(story, 'rds', 'ModifyDBInstance')).toHaveLength(1);
    expect(siteStacks(story)).toEqual([]);
    expect(taggedArns(story)).toEqual([]);
    expect((await story.api('GET', '/sites/myapp')).status).toBe(404);
    expect(story.check()).toEqual([]);
  });

  it('keeps a database that an earlier run has made, and its protection', async () => {
    const { fault, faults } = faulty('elasticloadbalancing', 'CreateLoadBalancer');
    const story = await Story.begin({ faults, spec: database({ deletionProtection: true }) });
    await ask(story, story.spec, '?keepOnFailure=true');

    const second = await ask(story);

    expect(second.verdict).toBe('FAILED');
    expect(siteStacks(story)).toContain('nines-myapp-database: CREATE_COMPLETE');
    expect(isProtected(story)).toBe(true);
    expect(leaseOf(story)).toBeUndefined();

    fault.isOn = false;
    const third = await ask(story);

    expect(third).toMatchObject({ verdict: 'PASSED', measured: { deepPageStatus: 200 } });
    expect(isProtected(story)).toBe(true);
    expect(story.check()).toEqual([]);
  });
});

describe('a site that serves', () => {
  it('goes on serving as it was when its change fails, and takes the change when it is asked again', async () => {
    const { fault, faults } = faulty('elasticloadbalancing', 'ModifyTargetGroup');
    fault.isOn = false;
    const story = await Story.withSite({ faults, spec: webOnlySpec() });
    const quicker = { ...webOnlySpec(), web: { ...(webOnlySpec().web as object), deregistrationDelaySeconds: 60 } } as SiteFile;
    fault.isOn = true;

    const failed = await ask(story, quicker);

    expect(failed).toMatchObject({ verdict: 'FAILED', reason: expect.stringMatching(/The layer web.*TargetGroup: The limit is reached/) });
    expect(siteStacks(story)).toContain('nines-myapp-web: UPDATE_ROLLBACK_COMPLETE');
    expect(healthyTargets(story)).toBe(2);
    expect((await story.api('GET', '/sites/myapp')).body).toMatchObject({
      state: 'registered',
      spec: { web: { deregistrationDelaySeconds: 300 } },
    });

    fault.isOn = false;
    const again = await ask(story, quicker);

    expect(again.verdict).toBe('PASSED');
    expect(siteStacks(story)).toContain('nines-myapp-web: UPDATE_COMPLETE');
    expect(story.check()).toEqual([]);
  });

  it('keeps a new layer that an older one relies on by now, though a later one fails', async () => {
    const { fault, faults } = faulty('cloudwatch', 'PutMetricAlarm', 'my-app-cpu');
    fault.isOn = false;
    const story = await Story.withSite({ faults, spec: webOnlySpec() });
    const { database: _, ...withCache } = siteSpec();
    const alarms = { cpu: { ...((withCache.alarms as { cpu: object }).cpu ?? {}), thresholdPercent: 80 } };
    fault.isOn = true;

    const run = await ask(story, { ...withCache, alarms } as unknown as SiteFile);

    expect(run).toMatchObject({ verdict: 'FAILED', reason: expect.stringMatching(/The layer watch.*cache stays: web may rely on it/) });
    expect(siteStacks(story)).toContain('nines-myapp-cache: CREATE_COMPLETE');
    expect(healthyTargets(story)).toBe(2);
  });

  it('gets another database by the word alone, is told that its nodes do not follow, and serves once they are replaced', async () => {
    const story = await Story.withSite();
    const aurora = { ...siteSpec(), database: { engine: 'aurora-mysql', instanceClass: 'db.t4g.medium', readers: 1 } } as SiteFile;

    const changed = await ask(story, aurora, '?replaceData=database');

    expect(changed).toMatchObject({ verdict: 'FAILED', reason: expect.stringContaining('2 nodes still run what they booted with before') });
    expect(siteStacks(story)).toContain('nines-myapp-database: UPDATE_COMPLETE');
    expect(callsOf(story, 'rds', 'DeleteDBInstance')).toHaveLength(1);
    const { DBSnapshots } = story.world.cloud.callNow('rds', 'DescribeDBSnapshots', {});
    expect(DBSnapshots).toContainEqual(
      expect.objectContaining({ DBSnapshotIdentifier: expect.stringMatching(/^nines-myapp-replaced-/), Status: 'available' }),
    );

    for (const { InstanceId } of groupOf(story)?.Instances ?? []) {
      const wanted = { InstanceId, ShouldDecrementDesiredCapacity: false };
      story.world.cloud.callNow('autoscaling', 'TerminateInstanceInAutoScalingGroup', wanted);
    }
    await story.until({ minutes: 20 });
    const again = await ask(story, aurora);

    expect(again).toMatchObject({ verdict: 'PASSED', details: { nodesBehind: 0 } });
    expect(story.check()).toEqual([]);
  });
});
