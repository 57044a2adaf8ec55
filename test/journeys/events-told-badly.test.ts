// Goal: a site is built and taken down whatever AWS tells of it: what is not told is asked for, and what is told twice acts once.
// Method: one site lives without the events of its stacks and its database, another hears every event twice; in virtual time.
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '#rehearsal/outcome.ts';
import { callsOf, invocationsOf, ledgerRows, tellingsOf } from './support/account.ts';
import { SwitchedFaults } from './support/faults.ts';
import { Story } from './support/story.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const isFrom =
  (...sources: string[]) =>
  ({ source }: { source: string }): boolean =>
    sources.includes(source);

describe('when AWS loses its events', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ faults: new SwitchedFaults().deliver(isFrom('aws.cloudformation'), { copies: 0 }) });
  });

  it('provisions by asking once when the events of the stacks are lost', async () => {
    const startedMs = story.nowMs;

    await story.api('POST', '/sites', story.spec);
    const run = await story.untilRunEnds('provision-site');

    expect(run.verdict).toBe('PASSED');
    expect(story.nowMs - startedMs).toBeGreaterThan(30 * MINUTE_MS);
  });

  it('takes the site down by asking once when those of the database are lost, too', async () => {
    story.faults.deliver(isFrom('aws.rds'), { copies: 0 });

    await story.api('DELETE', '/sites/myapp?mode=live');
    const run = await story.untilRunEnds('teardown-site', 12 * HOUR_MS);

    expect(run.verdict).toBe('PASSED');
  });
});

describe('when AWS tells everything twice', () => {
  let story: Story;
  let run: RunSummary;
  beforeAll(async () => {
    story = await Story.begin({ faults: new SwitchedFaults().deliver(() => true, { copies: 2 }) });
    await story.api('POST', '/sites', story.spec);
    run = await story.untilRunEnds('provision-site');
  });

  it('provisions with one change set a layer and one check a node', () => {
    expect(run.verdict).toBe('PASSED');
    expect(tellingsOf(story, run.id)).toBe(1);
    expect(callsOf(story, 'cloudformation', 'ExecuteChangeSet')).toHaveLength(5);
    expect(invocationsOf(story, 'admit-node').length).toBeGreaterThan(2);
    expect(callsOf(story, 'ssm', 'SendCommand')).toHaveLength(2);
    expect(ledgerRows(story, 'SITE#myapp').filter(({ sk }) => String(sk).startsWith('RUN#'))).toHaveLength(1);
  });

  it('takes the site down with one snapshot and deletes each stack once', async () => {
    await story.api('DELETE', '/sites/myapp?mode=live');
    const teardown = await story.untilRunEnds('teardown-site');

    expect(teardown.verdict).toBe('PASSED');
    expect(callsOf(story, 'rds', 'CreateDBSnapshot')).toHaveLength(1);
    expect(callsOf(story, 'cloudformation', 'DeleteStack')).toHaveLength(5);
  });
});
