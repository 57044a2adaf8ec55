import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { signatureOf } from '#domain/slack-signature.ts';
import { handler } from '#functions/doors/receive-chat-command.ts';
import { invoke } from '../support.ts';
import { ledgerOf } from '../table.ts';
import { apiEvent } from './support.ts';

const NOW = '2018-02-09T15:00:00.000Z';
const SECONDS = String(Date.parse(NOW) / 1_000);
const SECRET = 'a-secret-of-the-tests';
const states = mockClient(SFNClient);
const secrets = mockClient(SecretsManagerClient);
const started = () => states.commandCalls(StartExecutionCommand).map(({ args }) => JSON.parse(args[0].input.input ?? '{}'));

type Wish = {
  timestamp?: string;
  secret?: string;
  encoded?: boolean;
  requestId?: string;
  form?: Record<string, string>;
  headers?: Record<string, string>;
};

/** A slash command as Slack signs it and the API encodes it. */
function command(
  text: string,
  { timestamp = SECONDS, secret = SECRET, encoded = true, requestId = 'request-1', form = {}, headers = {} }: Wish = {},
) {
  const body = new URLSearchParams({ command: '/nines', text, user_id: 'U1', user_name: 'dana', token: 'legacy', ...form }).toString();
  const signed = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signatureOf(secret, timestamp, body) };
  return apiEvent({ text: body, encoded, requestId, headers: { ...signed, ...headers } });
}

beforeEach(() => {
  states.reset();
  secrets.reset();
  states.on(StartExecutionCommand).resolves({ executionArn: 'arn:execution' });
  secrets.on(GetSecretValueCommand).resolves({ SecretString: SECRET });
  vi.useFakeTimers({ now: new Date(NOW), toFake: ['Date'] });
});

describe('a chat command', () => {
  it.each([
    ['chaos myapp terminate 1 live', 'live'],
    ['chaos myapp terminate 1', 'rehearsal'],
  ])('"%s" starts chaos-experiment as %s', async (text, mode) => {
    ledgerOf();

    const answer = await invoke(handler, command(text));

    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      response_type: 'in_channel',
      text: expect.stringContaining('chaos-experiment on myapp'),
    });
    expect(started()).toMatchObject([
      { site: 'myapp', mode, trigger: { by: 'chat', who: 'dana (U1)' }, request: { action: 'terminate', count: 1 } },
    ]);
  });

  it('is believed over the body as Slack sent it, encoded by the API or not', async () => {
    ledgerOf();

    expect((await invoke(handler, command('help', { encoded: false }))).statusCode).toBe(200);
    expect((await invoke(handler, command('help', { requestId: 'request-1' }))).statusCode).toBe(200);
  });

  it.each<[name: string, event: object]>([
    ['a wrong signature', command('chaos myapp terminate 1 live', { secret: 'another' })],
    ['an old timestamp', command('chaos myapp terminate 1 live', { timestamp: String(Number(SECONDS) - 301) })],
    ['a timestamp of the future', command('chaos myapp terminate 1 live', { timestamp: String(Number(SECONDS) + 301) })],
    ['no signature', apiEvent({ text: 'command=%2Fnines&text=help', encoded: true })],
    ['a body that was changed on its way', { ...command('help'), body: Buffer.from('text=chaos').toString('base64') }],
  ])('with %s is answered 401, starts nothing, and leaves an audit line', async (_, event) => {
    const ledger = ledgerOf();

    const answer = await invoke(handler, event);

    expect(answer).toMatchObject({ statusCode: 401, body: '{"message":"Unauthorized"}' });
    expect(started()).toEqual([]);
    expect(ledger.row(`RUN#door-chat/AUDIT#${NOW}#0`)).toMatchObject({ what: 'chat command: refused', who: '192.0.2.7' });
  });

  it('that is replayed is answered 401, and starts nothing', async () => {
    const ledger = ledgerOf([], ['SEEN#chat/']);

    expect((await invoke(handler, command('chaos myapp terminate 1 live', { requestId: 'request-2' }))).statusCode).toBe(401);
    expect(started()).toEqual([]);
    expect(ledger.row(`RUN#door-chat/AUDIT#${NOW}#0`)).toMatchObject({ reason: 'The signature was used before.' });
  });

  it.each<[name: string, event: object, said: RegExp]>([
    ['an unknown verb', command('explode myapp'), /not a command/],
    ['an unknown option', command('chaos myapp terminate 1 --force'), /"--force" is not an option/],
    ['another command', command('help', { form: { command: '/other' } }), /command: found "\/other"/],
    ['a wish for help', command('help'), /\/nines chaos <site> terminate <n> \[live\]/],
  ])('with %s tells only whoever asked, and starts nothing', async (_, event, said) => {
    ledgerOf();

    const answer = await invoke(handler, event);

    expect(JSON.parse(answer.body)).toMatchObject({ response_type: 'ephemeral', text: expect.stringMatching(said) });
    expect(started()).toEqual([]);
  });

  it('says neither the secret nor the signature to anybody', async () => {
    const ledger = ledgerOf();

    await invoke(handler, command('chaos myapp terminate 1', { secret: 'another' }));

    expect(JSON.stringify(ledger.row(`RUN#door-chat/AUDIT#${NOW}#0`))).not.toMatch(/v0=|a-secret/);
  });
});
