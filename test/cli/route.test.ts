import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runRouteLines } from '#cli/route.ts';
import { type Rule, readRules } from '#cli/route-rules.ts';
import { rules as rows } from '#infra/rules.ts';
import { removeTemporaryFolders, synthesizeProject } from '../infra/support/project.ts';
import { hostileLines, idsOf, shallowJson } from './hostile-lines.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => JSON.parse(readFileSync(path.join(root, 'events', file), 'utf8'));
const sample = (name: string) => read(`samples/${name}.json`);
const { samples } = read('samples/manifest.json') as { samples: Record<string, { rules: string[] }> };
const entries = Object.entries(samples).map(([name, { rules }]) => ({ name, rules }));
const taken = entries.filter(({ rules }) => rules.length > 0);
const missed = entries.filter(({ rules }) => rules.length === 0);

/** A sample of which one text is lists in lists, as deep as no call stack is. */
const endless = (name: string, field: string) =>
  JSON.stringify({ ...sample(name), id: 'x' }).replace(
    new RegExp(`${field}:"[^"]*"`),
    `${field}:${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  );

type Answer = { id: unknown; rules: string[]; targets: string[]; accepted: boolean; problems: { path: string; found: string }[] };
let assembly: string;
let rules: readonly Rule[];

// One synthesis of the real project: what is asked is what would be deployed.
beforeAll(async () => {
  assembly = (await synthesizeProject({ validate: false })).outdir;
  rules = readRules(assembly);
});
afterAll(removeTemporaryFolders);

async function answersTo(lines: readonly string[], of: readonly Rule[] = rules): Promise<Answer[]> {
  const answers: Answer[] = [];
  const input = (async function* () {
    yield* lines;
  })();
  await runRouteLines(of, input, (line) => answers.push(JSON.parse(line)));
  return answers;
}
const answerTo = async (event: object, of?: readonly Rule[]) => (await answersTo([JSON.stringify(event)], of))[0] as Answer;
const targetsOf = (names: readonly string[]) =>
  new Set(rows.filter(({ name }) => names.includes(name)).map((row) => `nines-${row.function?.split('/')[1]}`));

describe('an event of AWS', () => {
  it.each(taken)('$name goes to $rules and is taken there', async ({ name, rules: expected }) => {
    const answer = await answerTo(sample(name));

    expect(answer).toMatchObject({ id: sample(name).id, accepted: true, problems: [] });
    expect([...answer.rules].sort()).toEqual(expected.map((rule) => `nines-${rule}`));
    expect(new Set(answer.targets)).toEqual(targetsOf(expected));
  });

  it.each(missed)('$name goes nowhere, and is told why', async ({ name }) => {
    const answer = await answerTo(sample(name));

    expect(answer).toMatchObject({
      rules: [],
      targets: [],
      accepted: false,
      problems: [{ path: expect.stringMatching(/^(source|detail)/) }],
    });
  });

  it('goes where it goes by what AWS documents, whatever its id and the names in it', async () => {
    const id = fc.string({ minLength: 1 });
    const word = fc.string({ unit: fc.constantFrom('a', 'z', '0', '-'), minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...taken), id, word, async ({ name, rules: expected }, anyId, anyWord) => {
        const renamed = JSON.stringify({ ...sample(name), id: anyId }).replaceAll(/nines|my-?app/g, anyWord);

        const [answer] = await answersTo([renamed]);

        expect(answer).toMatchObject({ id: JSON.parse(renamed).id, accepted: true, problems: [] });
        expect([...(answer?.rules ?? [])].sort()).toEqual(expected.map((rule) => `nines-${rule}`));
      }),
    );
  });
});

describe('the rules of the control plane', () => {
  it('match by the patterns of the files, as they are', () => {
    const files = rows.map(({ name }) => [`nines-${name}`, read(`patterns/${name}.json`)]);

    expect(rules.map(({ name, pattern }) => [name, pattern])).toEqual(files);
  });
});

describe('a near miss', () => {
  const ended = () => sample('execution-aborted');

  it('is told the source that nobody listens to', async () => {
    const { problems } = await answerTo({ ...ended(), source: 'aws.s3' });

    expect(problems).toEqual([{ path: 'source', found: '"aws.s3"', allowed: expect.stringContaining('aws.states') }]);
  });

  it('is told the detail types of its source', async () => {
    const { problems } = await answerTo(sample('cluster-failed-over'));

    expect(problems).toEqual([
      {
        path: 'detail-type',
        found: '"RDS DB Cluster Event"',
        allowed: 'one of RDS DB Instance Event, RDS DB Snapshot Event, RDS DB Cluster Snapshot Event',
      },
    ]);
  });

  it('is told what the nearest rule asks of the detail', async () => {
    const { problems } = await answerTo(sample('execution-succeeded'));

    expect(problems).toMatchObject([
      { path: 'detail', allowed: 'what nines-execution-ended-badly asks for, {"status":["ABORTED","FAILED","TIMED_OUT"]}' },
    ]);
  });

  it.each(['id', 'source', 'detail-type', 'account', 'region', 'time', 'detail'])('without its %s is told so', async (field) => {
    const { [field]: _, ...event } = ended();

    const answer = await answerTo(event);

    expect(answer.accepted).toBe(false);
    expect(answer.problems).toMatchObject([{ path: field, found: 'nothing' }]);
  });
});

describe('an event that a function would refuse', () => {
  it('goes there and is not accepted, with each problem of each function', async () => {
    const event = sample('instance-launched');
    delete event.detail.AutoScalingGroupName;

    const answer = await answerTo(event);

    expect(answer).toMatchObject({ accepted: false, targets: ['nines-resume-run', 'nines-record-activity'] });
    expect(answer.problems).toEqual(
      answer.targets.map((target) => ({ target, path: 'detail.AutoScalingGroupName', found: 'nothing', allowed: 'a string' })),
    );
  });

  it('is never called accepted by a function whose schema is not known', async () => {
    const strange = rules.map((rule) => ({ ...rule, targets: [{ name: 'nines-newcomer', ownName: 'newcomer' }] }));

    const answer = await answerTo(sample('stack-ended'), strange);

    expect(answer).toMatchObject({
      accepted: false,
      targets: ['nines-newcomer'],
      problems: [{ target: 'nines-newcomer', found: 'no schema' }],
    });
  });

  it('is not accepted by a rule that sends it nowhere', async () => {
    const idle = rules.map((rule) => ({ ...rule, targets: [] }));

    expect(await answerTo(sample('stack-ended'), idle)).toMatchObject({ rules: ['nines-stack-ended'], targets: [], accepted: false });
  });
});

describe('a bad line', () => {
  it.each([
    ['no JSON', 'nope', null, 'is not valid JSON'],
    ['a list', '[{"id":1}]', null, 'not a JSON object'],
    ['null', 'null', null, 'not a JSON object'],
    ['an empty object', '{}', null, 'nothing'],
    ['a line without end', `{"id":"x","detail":"${'x'.repeat(9_000_000)}"}`, 'x', 'longer than'],
    ['a detail that is a list', JSON.stringify({ ...sample('stack-ended'), id: 'x', detail: [] }), 'x', '[]'],
    ['a name nested without end', endless('stack-ended', '"stack-id"'), 'x', 'something nested too deep'],
    ['a number for an id', JSON.stringify({ ...sample('stack-ended'), id: 7 }), 7, '7'],
  ])('that is %s is answered with its id and the reason, and the next one is served', async (_, line, id, reason) => {
    const answers = await answersTo([line, '', JSON.stringify(sample('stack-ended'))]);

    expect(answers[0]).toMatchObject({
      id,
      accepted: false,
      problems: [{ found: expect.stringContaining(reason) }, ...answers[0]!.problems.slice(1)],
    });
    expect(answers[1]).toMatchObject({ accepted: true });
    expect(answers).toHaveLength(2);
  });

  it('of any kind has one answer, in order, with the id where there is one', async () => {
    const field = fc.oneof(shallowJson, fc.constantFrom('aws.rds', 'aws.ssm', 'RDS DB Instance Event', ''));
    const fields = {
      source: field,
      'detail-type': field,
      account: field,
      region: field,
      time: field,
      resources: field,
      detail: shallowJson,
    };
    await fc.assert(
      fc.asyncProperty(hostileLines(fields), async (lines) => {
        const answers = await answersTo(lines);

        expect(answers.map(({ id }) => id)).toEqual(idsOf(lines));
        for (const { accepted, problems } of answers) expect(accepted).toBe(problems.length === 0);
      }),
    );
  });
});

describe('nines route', () => {
  const nines = (args: readonly string[], input = '') =>
    spawnSync(process.execPath, [path.join(root, 'cli/nines.ts'), 'route', ...args], { cwd: root, encoding: 'utf8', input });

  it('answers thousands of events of a ready assembly, and says nothing else', () => {
    const lines = Array.from({ length: 5_000 }, (_, index) => JSON.stringify({ ...sample('stack-ended'), id: `event ${index}` }));

    const { status, stdout, stderr } = nines(['--assembly', assembly], lines.join('\n'));

    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(answers.map(({ id }) => id)).toEqual(lines.map((_, index) => `event ${index}`));
    expect(answers.every(({ accepted }) => accepted)).toBe(true);
  });

  it('stands in the help', () => {
    expect(spawnSync(process.execPath, [path.join(root, 'cli/nines.ts'), '--help'], { encoding: 'utf8' }).stdout).toContain(
      'nines route [--assembly DIR]',
    );
  });

  it.each([
    ['a folder that is no assembly', ['--assembly', 'events'], 'a cloud assembly'],
    ['a flag that is not known', ['--assemblies', 'x'], '--assembly'],
    ['an assembly without its name', ['--assembly'], 'its value is missing'],
  ])('exits 2 for %s', (_, args, told) => {
    const { status, stdout, stderr } = nines(args);

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(told);
  });
});
