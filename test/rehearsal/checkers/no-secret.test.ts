import { describe, expect, it } from 'vitest';
import { redact } from '#twin/journal-call.ts';
import { call, inserted, saysOf, soundRun } from './planted.ts';

const CHECKER = 'no-secret';
const TOKEN = `AQC${'Rk9v'.repeat(40)}`;
const SIGNATURE = `v0=${'0a'.repeat(32)}`;
const saysOfInput = (input: object): string[] => saysOf(CHECKER, inserted(soundRun(), 'audit', call('leak', 'dynamodb', 'PutItem', input)));

describe(CHECKER, () => {
  it.each([
    ['a password', { MasterUserPassword: 'correct horse' }, 'a password or secret'],
    ["a secret's value", { SecretString: 'correct horse' }, 'a password or secret'],
    ['a password as an attribute of the ledger', { Item: { password: { S: 'correct horse' } } }, 'a password or secret'],
    ['a chat signature, even as part of a key', { Item: { pk: { S: `SEEN#chat/${SIGNATURE}` } } }, 'a chat signature'],
    ['a signed request', { url: 'https://bucket.invalid/key?X-Amz-Signature=0a0b0c' }, 'a signed AWS request'],
    ['a chat token', { text: ['xoxb', '123456789012', 'abcdefghij'].join('-') }, 'a chat token'],
    ['a private key', { text: `-----BEGIN ${'PRIVATE'} KEY-----` }, 'a private key'],
    ['a task token by its name', { taskToken: 'short' }, 'a task token'],
    ['a task token by its look', { Item: { token: { S: TOKEN } } }, 'a task token'],
  ])('finds %s', (_, input, told) => {
    expect(saysOfInput(input)).toEqual([expect.stringContaining(told)]);
  });

  it('says where the secret stands without repeating it', () => {
    const [found = ''] = saysOfInput({ SecretString: 'correct horse' });

    expect(found).toMatch(/line \d+ \(call PutItem\)/);
    expect(found).not.toContain('horse');
  });

  it('bears what was masked', () => {
    const input = {
      SecretString: 'correct horse',
      taskToken: TOKEN,
      Item: { token: { S: TOKEN }, masterPassword: { S: 'correct horse' } },
    };

    expect(saysOfInput(redact(input) as object)).toEqual([]);
  });

  it.each([
    [
      "a secret's name and ARN",
      { SecretId: 'nines/chat-signing-secret', DatabaseSecretArn: 'arn:aws:secretsmanager:us-east-1:1:secret:rds!db-1' },
    ],
    ["a hook's token, which opens nothing outside its group", { LifecycleActionToken: '366ad62f-00e5-4098-8244-b106cb16f926' }],
    ['a digest', { sha256: '0a'.repeat(32) }],
  ])('bears %s', (_, input) => {
    expect(saysOfInput(input)).toEqual([]);
  });
});
