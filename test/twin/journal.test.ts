import { describe, expect, it } from 'vitest';
import { firstBrokenLine, Journal } from '#twin/journal.ts';
import { redact } from '#twin/journal-call.ts';

function written(): Journal {
  const journal = new Journal(() => Date.parse('2018-02-08T09:00:00Z'));
  journal.write('note', { text: 'one' });
  journal.write('call', { service: 'rds', outcome: 'ok' });
  journal.write('note', { text: 'a text with "hash":"in it' });
  return journal;
}

describe('the chain', () => {
  it('holds as it was written', () => {
    expect(firstBrokenLine(written().text())).toBeUndefined();
  });

  it.each([
    { name: 'a changed line', bend: (lines: string[]) => lines.map((line) => line.replace('"rds"', '"ec2"')), broken: 2 },
    { name: 'a missing line', bend: (lines: string[]) => lines.filter((_, index) => index !== 1), broken: 2 },
    { name: 'a missing first line', bend: (lines: string[]) => lines.slice(1), broken: 1 },
    { name: 'swapped lines', bend: (lines: string[]) => [lines[1], lines[0], lines[2]] as string[], broken: 1 },
    {
      name: 'a line without a hash',
      bend: (lines: string[]) => lines.map((line) => line.replace(/,"hash":"[0-9a-f]{64}"\}$/, '}')),
      broken: 1,
    },
    { name: 'a line that is no JSON', bend: (lines: string[]) => [lines[0] as string, 'garbage', lines[2] as string], broken: 2 },
  ])('names the first line after $name', ({ bend, broken }) => {
    const lines = bend([...written().lines]);

    expect(firstBrokenLine(`${lines.join('\n')}\n`)).toBe(broken);
  });
});

describe('redact', () => {
  it.each([
    { name: 'a password', value: { MasterUserPassword: 'secret' }, expected: { MasterUserPassword: '***' } },
    { name: 'a secret within a list', value: { a: [{ SecretString: 'x' }] }, expected: { a: [{ SecretString: '***' }] } },
    { name: 'the token of a waiting task', value: { taskToken: 'AQC1' }, expected: { taskToken: '***' } },
    { name: 'a token that is kept', value: { Item: { token: { S: 'AQC1' } } }, expected: { Item: { token: '***' } } },
    { name: 'a token that is compared', value: { Values: { ':token': { S: 'AQC1' } } }, expected: { Values: { ':token': '***' } } },
    { name: 'where a list goes on', value: { NextToken: 'page-2' }, expected: { NextToken: 'page-2' } },
    { name: 'bytes', value: { Body: new Uint8Array(3) }, expected: { Body: '(3 bytes)' } },
    { name: 'a date', value: { At: new Date(0) }, expected: { At: '1970-01-01T00:00:00.000Z' } },
    { name: 'what is absent', value: { A: undefined, B: null }, expected: { B: null } },
    { name: 'a long list', value: { L: Array.from({ length: 60 }, () => 1) }, expected: { L: Array.from({ length: 50 }, () => 1) } },
  ])('shows $name as it may stand in the journal', ({ value, expected }) => {
    expect(redact(value)).toEqual(expected);
  });

  it('ends on a value that holds itself', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;

    expect(JSON.stringify(redact(loop))).toContain('…');
  });
});
