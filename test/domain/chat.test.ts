import { describe, expect, it } from 'vitest';
import { parseChatCommand } from '#domain/chat-command.ts';
import { signatureOf, signatureProblem } from '#domain/slack-signature.ts';

describe('a chat command', () => {
  it.each([
    ['chaos myapp terminate 1', 'rehearsal', 1],
    ['chaos myapp terminate 1 live', 'live', 1],
    ['  chaos   myapp terminate 10 live ', 'live', 10],
  ])('%s is read as %s', (text, mode, count) => {
    const command = { kind: 'chaos-experiment', site: 'myapp', mode, request: { action: 'terminate', count } };

    expect(parseChatCommand(text)).toEqual({ ok: true, command });
  });

  it('asks for a drill, as a rehearsal unless it says live', () => {
    const drill = (mode: string) => ({ ok: true, command: { kind: 'failover-drill', site: 'myapp', mode, request: { kind: 'failover' } } });

    expect(parseChatCommand('drill myapp failover')).toEqual(drill('rehearsal'));
    expect(parseChatCommand('drill myapp failover live')).toEqual(drill('live'));
  });

  it.each(['', 'help'])('"%s" asks for help', (text) => {
    expect(parseChatCommand(text)).toEqual({ ok: true, command: { kind: 'help' } });
  });

  it.each<[text: string, problems: number]>([
    ['terminate myapp', 1],
    ['help me', 1],
    ['chaos', 3],
    ['chaos My_App explode many now', 4],
    ['chaos myapp terminate 0', 1],
    ['chaos myapp terminate 11', 1],
    ['chaos myapp terminate -1', 1],
    ['chaos myapp terminate 00001', 1],
    ['chaos myapp terminate 1.5', 1],
    ['chaos myapp terminate 1 LIVE', 1],
    ['chaos myapp terminate 1 live live', 1],
    ['chaos myapp terminate 1 --force live', 1],
    ['drill myapp restore', 1],
    ['drill my/app restore now', 3],
  ])('"%s" is refused with %i problems', (text, problems) => {
    const parsed = parseChatCommand(text);

    expect(parsed.ok ? [] : parsed.problems).toHaveLength(problems);
  });
});

describe('a signature of Slack’s', () => {
  // The worked example of Slack's own page, "Verifying requests from Slack".
  const secret = '8f742231b10e8888abcd99yyyzzz85a5';
  const body =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
  const timestamp = '1531420618';
  const signature = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';
  const nowMs = 1_531_420_618_000;

  it('is that of the documented example', () => {
    expect(signatureOf(secret, timestamp, body)).toBe(signature);
    expect(signatureProblem({ body, timestamp, signature }, secret, nowMs)).toBeUndefined();
  });

  it.each<[name: string, changes: object, reason: string]>([
    ['no signature', { signature: undefined }, 'signature is missing'],
    ['an empty signature', { signature: '' }, 'signature is missing'],
    ['no timestamp', { timestamp: undefined }, 'timestamp is missing'],
    ['a timestamp that is no number', { timestamp: 'NaN' }, 'timestamp is missing'],
    ['another body', { body: `${body}x` }, 'does not fit'],
    ['another timestamp', { timestamp: '1531420619' }, 'does not fit'],
    ['a shorter signature', { signature: 'v0=a2114d57' }, 'does not fit'],
    ['another version', { signature: signature.replace('v0', 'v1') }, 'does not fit'],
  ])('is refused for %s', (_, changes, reason) => {
    expect(signatureProblem({ body, timestamp, signature, ...changes }, secret, nowMs)).toContain(reason);
  });

  it.each([
    [300, undefined],
    [-300, undefined],
    [301, 'five minutes'],
    [-301, 'five minutes'],
  ])('%i seconds from our clock answers %s', (seconds, reason) => {
    const problem = signatureProblem({ body, timestamp, signature }, secret, nowMs + seconds * 1_000);

    expect(problem?.includes(reason ?? '')).toBe(reason === undefined ? undefined : true);
  });

  it('is refused with another secret', () => {
    expect(signatureProblem({ body, timestamp, signature }, 'another', nowMs)).toContain('does not fit');
  });
});
