import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { linesOf, MAX_LINE_CHARACTERS } from '#cli/commands/lines.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'nines-lines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function linesIn(...chunks: string[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(
    (async function* () {
      yield* chunks;
    })(),
  ))
    lines.push(line);
  return lines;
}

describe('the lines of a text', () => {
  it('are the same however the text comes in', async () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', '\n', '\r', ' ', '\u2028', '\u0085', '💥') }));
    await fc.assert(
      fc.asyncProperty(texts, async (chunks) => {
        const whole = chunks.join('').split('\n');

        expect(await linesIn(...chunks)).toEqual(whole.at(-1) === '' ? whole.slice(0, -1) : whole);
      }),
    );
  });

  it('keep the line ends that JSON allows inside a text', async () => {
    expect(await linesIn('{"a":"x\u2028y\u2029z"}\n2')).toEqual(['{"a":"x\u2028y\u2029z"}', '2']);
  });

  it('begin after the mark that some editors put before them', async () => {
    expect(await linesIn('\uFEFF{}', '\n\uFEFF')).toEqual(['{}', '\uFEFF']);
  });

  it('are cut where they are too long to be read, and the next one is whole', async () => {
    const chunk = 'x'.repeat(1024 * 1024);

    const [long = '', next] = await linesIn(...Array<string>(40).fill(chunk), 'y\nnext\n');

    expect(long.length).toBeGreaterThan(MAX_LINE_CHARACTERS);
    expect(long.length).toBeLessThanOrEqual(MAX_LINE_CHARACTERS + chunk.length);
    expect(next).toBe('next');
  });
});

describe.each(['match', 'next'])('nines %s', (command) => {
  const nines = (stdin: number | 'pipe', input?: string) =>
    spawnSync(process.execPath, [path.join(root, 'cli/nines.ts'), command], {
      cwd: root,
      encoding: 'utf8',
      stdio: [stdin, 'pipe', 'pipe'],
      ...(input === undefined ? {} : { input }),
    });

  it('answers bytes that are no text, and serves the next line', () => {
    const { status, stdout } = nines('pipe', Buffer.from([0xff, 0xfe, 0x0a, 0x7b, 0x7d, 0x0a]).toString('latin1'));

    expect(status).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  it('exits 2 and says so when its input cannot be read', () => {
    const { status, stdout, stderr } = nines(openSync(path.join(folder, 'write-only'), 'w'));

    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('standard input: cannot be read');
  });

  it('exits 0 without an answer when there is no input', () => {
    expect(nines('pipe', '')).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });
});
