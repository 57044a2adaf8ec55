// Goal: the doors let in whom they should, tell what is wrong, and start nothing by mistake.
// Method: requests as Slack, an operator and a stranger send them, to the deployed HTTP API.
import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditOf, executionsOf, ledgerRows } from './support/account.ts';
import { Story } from './support/story.ts';

const COMMAND = { command: '/nines', user_id: 'UOPERATOR', user_name: 'operator', channel_id: 'COPERATIONS' };
const KINDS = ['provision-site', 'teardown-site', 'scale-site', 'failover-drill', 'chaos-experiment', 'refresh-site'];

type ChatRequest = { body: string; timestamp: string; signature: string; contentType?: string };

/** A slash command signed with version 0, as Slack signs it, which a test then spoils. */
function signed(story: Story, text: string, shiftSeconds = 0): ChatRequest {
  const secret = story.world.cloud.callNow('secretsmanager', 'GetSecretValue', { SecretId: 'nines/chat-signing-secret' }).SecretString;
  const body = new URLSearchParams({ ...COMMAND, text }).toString();
  const timestamp = String(Math.floor(story.nowMs / 1000) + shiftSeconds);
  return { body, timestamp, signature: `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}` };
}

async function post(story: Story, request: Partial<ChatRequest>): Promise<{ status: number; body: string }> {
  const { body = '', timestamp, signature, contentType = 'application/x-www-form-urlencoded' } = request;
  const headers = {
    'content-type': contentType,
    ...(timestamp === undefined ? {} : { 'x-slack-request-timestamp': timestamp }),
    ...(signature === undefined ? {} : { 'x-slack-signature': signature }),
  };
  const url = `${String(story.world.outputs.ApiUrl).replace(/\/$/, '')}/chat`;
  return story.answered(story.world.cloud.network.request({ method: 'POST', url, headers, body, from: 'chat' }));
}

const startedCount = (story: Story): number => KINDS.flatMap((kind) => executionsOf(story, kind)).length;
const refusals = (story: Story): string[] => auditOf(story, 'door-chat').map(({ reason }) => reason);

describe('the chat', () => {
  let story: Story;
  let before: number;
  const CHAOS = 'chaos myapp terminate 1 live';
  beforeAll(async () => {
    story = await Story.withSite();
    before = startedCount(story);
  });

  it.each<[name: string, spoil: (request: ChatRequest) => Partial<ChatRequest>, reason: string]>([
    ['signed with another secret', (request) => ({ ...request, signature: `v0=${'0'.repeat(64)}` }), 'does not fit'],
    ['signed for another text', (request) => ({ ...request, body: request.body.replace('+1+', '+9+') }), 'does not fit'],
    ['not signed', ({ body, timestamp }) => ({ body, timestamp }), 'signature is missing'],
    ['without a timestamp', ({ body, signature }) => ({ body, signature }), 'timestamp is missing'],
    ['signed six minutes ago', () => signed(story, CHAOS, -360), 'five minutes'],
    ['signed for six minutes from now', () => signed(story, CHAOS, 360), 'five minutes'],
  ])('answers 401 to a command that is %s, notes it and starts nothing', async (_, spoil, reason) => {
    const request = spoil(signed(story, CHAOS));

    const { status, body } = await post(story, request);

    expect(status).toBe(401);
    expect(JSON.parse(body)).toEqual({ message: 'Unauthorized' });
    expect(refusals(story).at(-1)).toContain(reason);
    expect(startedCount(story)).toBe(before);
  });

  it('answers 401 to a command that comes a second time, and starts one run', async () => {
    const request = signed(story, 'drill myapp failover');
    const first = await post(story, request);
    await story.until({ minutes: 1 });

    const second = await post(story, request);

    expect([first.status, second.status]).toEqual([200, 401]);
    expect(refusals(story).at(-1)).toBe('The signature was used before.');
    expect(executionsOf(story, 'failover-drill')).toHaveLength(1);
  });

  it.each<[text: string, told: string]>([
    ['chaos', 'is not the name of a site'],
    ['chaos myapp terminate many live', '"many" is not a count'],
    ['chaos myapp explode 1 live', '"explode" is not an action'],
    ['chaos myapp terminate 1 really', '"really" is not an option'],
    ['restart myapp', '"restart" is not a command'],
    ['help', '/nines chaos <site> terminate <n> [live]'],
  ])('answers "%s" with what is wrong and the usage, to whoever asked only', async (text, told) => {
    const runs = startedCount(story);

    const { status, body } = await story.chat(`/nines ${text}`);

    const answer = JSON.parse(body);
    expect(status).toBe(200);
    expect(answer).toMatchObject({ response_type: 'ephemeral', text: expect.stringContaining(told) });
    expect(answer.text).toContain('/nines help');
    expect(startedCount(story)).toBe(runs);
  });

  it('refuses a run on a site that it does not know, and does nothing to it', async () => {
    const { status } = await story.chat('/nines chaos nosuchsite terminate 1 live');

    const run = await story.untilRunEnds('chaos-experiment');

    expect(status).toBe(200);
    expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining('No site of this name') });
    expect(ledgerRows(story, 'SITE#nosuchsite').filter(({ sk }) => sk === 'LEASE')).toEqual([]);
  });

  it('refuses a command that does not say live', async () => {
    await story.chat('/nines chaos myapp terminate 1');

    const run = await story.untilRunEnds('chaos-experiment');

    expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining('live') });
  });

  it('starts exactly one experiment for a good command, whose body came encoded', async () => {
    const runs = executionsOf(story, 'chaos-experiment').length;

    const { status, body } = await story.chat(`/nines ${CHAOS}`);
    const run = await story.untilRunEnds('chaos-experiment');

    const started = executionsOf(story, 'chaos-experiment').slice(runs);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ response_type: 'in_channel', text: expect.stringContaining(run.id) });
    expect(started).toHaveLength(1);
    expect(run.trigger).toEqual({ by: 'chat', who: 'operator (UOPERATOR)' });
    expect(auditOf(story, run.id)[0]).toMatchObject({ what: 'chaos-experiment: asked for', who: 'operator (UOPERATOR)' });
  });

  it('takes a body that came as text as well', async () => {
    const { status } = await post(story, { ...signed(story, 'help'), contentType: 'text/plain' });

    expect(status).toBe(200);
  });
});

describe('the API', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.withSite();
  });

  it.each([
    ['GET', '/nowhere'],
    ['PUT', '/sites/myapp'],
    ['GET', '/sites'],
    ['GET', '/sites/nosuchsite'],
    ['DELETE', '/sites/nosuchsite?mode=live'],
  ])('answers 404 to %s %s', async (method, path) => {
    const { status } = await story.api(method, path);

    expect(status).toBe(404);
  });

  it('answers 404 to a drill on a site that it does not know', async () => {
    const { status } = await story.api('POST', '/sites/nosuchsite/drills', { kind: 'failover', mode: 'live' });

    expect(status).toBe(404);
    expect(executionsOf(story, 'failover-drill')).toEqual([]);
  });

  it.each<[name: string, body: unknown, paths: string[]]>([
    ['of the wrong kind and mode', { kind: 'flood', mode: 'wild', force: true }, ['force', 'kind', 'mode']],
    ['that is empty', {}, ['kind']],
    ['that is no object', [], ['(whole)']],
  ])('answers 400 with every problem to a drill %s', async (_, body, paths) => {
    const answer = await story.api('POST', '/sites/myapp/drills', body);

    expect(answer.status).toBe(400);
    expect((answer.body.problems as { path: string }[]).map(({ path }) => path).sort()).toEqual(paths);
  });

  it('answers 400 to a body that is no JSON', async () => {
    const { status, body } = await story.api('POST', '/sites');

    expect(status).toBe(400);
    expect(body.problems).toEqual([expect.objectContaining({ allowed: 'JSON' })]);
  });

  it('answers 400 to a mode that does not exist', async () => {
    const { status } = await story.api('DELETE', '/sites/myapp?mode=dead');

    expect(status).toBe(400);
    expect(executionsOf(story, 'teardown-site')).toEqual([]);
  });

  it('tells of a site what it is and who holds it', async () => {
    const drill = await story.api('POST', '/sites/myapp/drills', { kind: 'failover', mode: 'live' });
    await story.until({ minutes: 1 });

    const { status, body } = await story.api('GET', '/sites/myapp');

    expect(status).toBe(200);
    expect(body).toMatchObject({ site: 'myapp', state: 'registered', spec: { web: { min: 2 } } });
    expect(body.heldBy).toMatchObject({ runId: drill.body.runId, kind: 'failover-drill' });
  });

  it('lists the runs of a site, the latest first, open ones without a verdict', async () => {
    const { status, body } = await story.api('GET', '/sites/myapp/runs');

    const runs = body.runs as { kind: string; verdict?: string }[];
    expect(status).toBe(200);
    expect(runs.map(({ kind }) => kind)).toEqual(['failover-drill', 'provision-site']);
    expect(runs.map(({ verdict }) => verdict)).toEqual([undefined, 'PASSED']);
  });
});
