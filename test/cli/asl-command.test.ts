import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Definition, readDefinition } from '#cli/asl-files.ts';
import { runForPeople } from '#cli/asl-run.ts';
import { asl } from '#cli/commands/asl.ts';
import { UsageError } from '#cli/usage.ts';
import { RUN_KINDS } from '#domain/glossary.ts';
import type { Machine } from '#language/asl/index.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'nines-asl-'));

function nines(args: readonly string[], input = '') {
  return spawnSync(process.execPath, [path.join(root, 'cli/nines.ts'), 'asl', ...args], { cwd: root, encoding: 'utf8', input });
}

function file(name: string, content: unknown): string {
  const target = path.join(folder, name);
  writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content));
  return target;
}

const machines = path.join(root, 'statemachines');
const placeholder = (name: string) => `\${${name}}`;

/** The problems that `nines asl run` complains of, run in this process. */
async function refusal(args: readonly string[]): Promise<string> {
  const error: unknown = await asl(['run', ...args]).catch((thrown: unknown) => thrown);
  return error instanceof UsageError ? error.problems.join('\n') : `no refusal: ${String(error)}`;
}

const TASK = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' }, End: true };
const machine = (state: object) => ({ StartAt: 'T', States: { T: state } });
const task = file('task.json', machine(TASK));
const empty = file('empty.json', {});

describe('nines asl', () => {
  it('answers JSON lines when it is called without operands', () => {
    const line = JSON.stringify({ id: 1, definition: machine({ Type: 'Succeed' }), input: 5 });

    const { status, stdout } = nines([], `${line}\n`);

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: 1, status: 'SUCCEEDED', output: 5 });
  });

  it.each([['-h'], ['run', '--help']])('explains itself for %s %s', (...args) => {
    const { status, stdout } = nines(args);

    expect(status).toBe(0);
    expect(stdout).toContain('nines asl run FILE --input FILE [--mocks FILE] [--type STANDARD|EXPRESS]');
    expect(stdout).toContain('exit status');
  });

  it('exits 2 for an operand that it does not know', () => {
    const { status, stderr } = nines(['walk']);

    expect(status).toBe(2);
    expect(stderr).toContain('walk: allowed: run');
  });
});

describe('nines asl run', () => {
  it('exits 0 when the execution succeeds, without colours', () => {
    const mocks = file('mocks.json', [{ state: 'T', result: { ok: 1 } }]);

    const { status, stdout } = nines(['run', task, '--input', empty, '--mocks', mocks]);

    expect(status).toBe(0);
    expect(stdout).toContain('status       SUCCEEDED');
    expect(stdout).not.toContain('\u001b');
  });

  it('exits 1 when it fails', () => {
    const { status, stdout } = nines(['run', task, '--input', empty]);

    expect(status).toBe(1);
    expect(stdout).toContain('no mock      T');
  });

  it('tells every problem of flags and files at once, and runs nothing', () => {
    const definition = file('bad-machine.json', { StartAt: 'T', States: { T: { ...TASK, Next: 'U' } } });
    const mocks = file('bad-mocks.json', [{ state: 'T' }, 5, { state: 7, error: 1 }]);
    const input = file('bad-input.json', '{"a":');

    const { status, stdout, stderr } = nines(['run', definition, 'more', '--input', input, '--mocks', mocks, '--type', 'FAST', '--colour']);

    expect(status).toBe(2);
    expect(stdout).toBe('');
    for (const problem of [
      '--colour: no such flag',
      'more: one operand too many',
      '--type: found FAST; allowed: STANDARD, EXPRESS',
      'There should only be one of the following fields: [Next, End] (SCHEMA_VALIDATION_FAILED)',
      "/States/T/Next: Missing 'Next' target: U (MISSING_TRANSITION_TARGET)",
      'bad-input.json: found',
      'mocks[0]: found no answer; allowed: one of result, error with cause, hang',
      'mocks[1]: found a number; allowed: an object',
      'mocks[2].state: found a number; allowed: the name of a state',
      'mocks[2].error: found a number; allowed: a string',
    ])
      expect(stderr).toContain(problem);
  });

  it.each<[what: string, args: string[], problem: RegExp]>([
    ['nothing', [], /FILE: .* is missing\n--input: .* is missing/],
    [
      'files that are not there',
      ['nowhere.json', '--input', 'nothing.json'],
      /nowhere\.json: found no readable file.*\n.*nothing\.json: found/,
    ],
    ['a folder', [folder, '--input', empty], /EISDIR/],
    ['a definition that is no object', [file('five.json', '5'), '--input', empty], /must be a JSON object/],
    [
      'a state given twice',
      [file('twice.json', '{"StartAt":"A","States":{"A":{"Type":"Succeed"},"A":{"Type":"Succeed"}}}'), '--input', empty],
      /DUPLICATE_STATE_NAME/,
    ],
    [
      'a definition nested too deep',
      [file('deep.json', `${'['.repeat(5e4)}${']'.repeat(5e4)}`), '--input', empty],
      /must be a JSON object/,
    ],
    ['an input nested too deep', [task, '--input', file('deep-input.json', `${'['.repeat(5e4)}${']'.repeat(5e4)}`)], /nested too deep/],
    ['an input above the payload limit', [task, '--input', file('long.json', { a: 'x'.repeat(262_144) })], /more than 262144 bytes/],
    [
      'a mock of a state that is not there',
      [task, '--input', empty, '--mocks', file('typo.json', [{ state: 'TT', result: 1 }])],
      /mocks\[0\]\.state: found TT/,
    ],
    [
      'what Express refuses',
      [file('sync.json', machine({ ...TASK, Resource: `${TASK.Resource}.waitForTaskToken` })), '--input', empty, '--type', 'EXPRESS'],
      /Express state machine does not support/,
    ],
  ])('refuses %s', async (_what, args, problem) => {
    expect(await refusal(args)).toMatch(problem);
  });

  it('says what it makes of placeholders and of warnings', () => {
    const states = { T: { ...TASK, Resource: placeholder('Fetch'), Parameters: { a: '$.b', role: placeholder('RoleArn') } } };

    const definition = readDefinition(file('placeholders.json', { StartAt: 'T', States: states }), 'STANDARD', []);

    expect(definition?.notes).toEqual([
      `left as they are written, since a deployment fills them in: ${placeholder('RoleArn')}`,
      `taken for Lambda functions of that name: ${placeholder('Fetch')}`,
      "/States/T/Parameters/a: The value looks like a path or an intrinsic function; only 'a.$' evaluates it (NO_DOLLAR)",
    ]);
    expect(definition?.source).toMatchObject({ States: { T: { Resource: expect.stringMatching(/:function:Fetch$/) as string } } });
  });

  it.each(readdirSync(machines).filter((name) => name.endsWith('.asl.json')))('runs %s as it stands in its file', async (name) => {
    const problems: string[] = [];
    const { source, machine, notes } = readDefinition(path.join(machines, name), 'STANDARD', problems) as Definition;
    const lines: string[] = [];

    const run = { definition: source, machine: machine as Machine, input: {}, mocks: [], notes };
    await runForPeople(run, 80, (line) => lines.push(line));

    const told = lines.join('\n');
    expect(problems).toEqual([]);
    // A machine that plays a part of a run begins with what its parent hands it.
    if (RUN_KINDS.some((kind) => name === `${kind}.asl.json`)) expect(told).toContain('no mock      Open the run');
    expect(told).toContain(`${(source as { StartAt: string }).StartAt}  `);
  });
});
