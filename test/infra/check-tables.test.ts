import { afterEach, describe, expect, test } from 'vitest';
import { checkTables, TablesError } from '#infra/check-tables.ts';
import type { ProjectPaths } from '#infra/paths.ts';
import type { Tables } from '#infra/tables.ts';
import { projectWith, removeTemporaryFolders } from './support/project.ts';

const files = {
  'functions/chaos/choose-victims.ts': '',
  'functions/shared/logger.ts': '',
  'statemachines/chaos-experiment.asl.json': '{}',
  'statemachines/chaos-experiment.md': '',
  'events/patterns/run-stopped.json': '{}',
  'site/bootstrap.sh': '',
};
const tables: Tables = {
  functions: [{ file: 'chaos/choose-victims' }],
  machines: [{ name: 'chaos-experiment' }],
  rules: [{ name: 'run-stopped', description: '', function: 'choose-victims' }],
  routes: [{ method: 'POST', path: '/chat', function: 'choose-victims', auth: 'none' }],
};

afterEach(removeTemporaryFolders);

const without = (path: keyof typeof files): ProjectPaths =>
  projectWith(Object.fromEntries(Object.entries(files).filter(([name]) => name !== path)));

const problemsOf = (given: Tables, paths: ProjectPaths): readonly string[] => {
  try {
    checkTables(given, paths);
    return [];
  } catch (error) {
    if (error instanceof TablesError) return error.problems;
    throw error;
  }
};

describe('tables that fit the files', () => {
  test('pass, and helpers in functions/shared need no row', () => {
    const paths = projectWith(files);

    const problems = problemsOf(tables, paths);

    expect(problems).toEqual([]);
  });
});

describe('a file that is missing', () => {
  test.each([
    ['functions/chaos/choose-victims.ts', 'function chaos/choose-victims: the file functions/chaos/choose-victims.ts is missing'],
    ['statemachines/chaos-experiment.asl.json', 'machine chaos-experiment: the file statemachines/chaos-experiment.asl.json is missing'],
    ['events/patterns/run-stopped.json', 'rule run-stopped: the file events/patterns/run-stopped.json is missing'],
    ['site/bootstrap.sh', 'layer web: the file site/bootstrap.sh is missing'],
  ] as const)('%s is named', (path, problem) => {
    const paths = without(path);

    const problems = problemsOf(tables, paths);

    expect(problems).toEqual([problem]);
  });
});

describe('a file without a row', () => {
  test.each([
    ['functions/chaos/forgotten.ts', 'functions/chaos/forgotten.ts has no row in infra/ (function)'],
    ['statemachines/forgotten.asl.json', 'statemachines/forgotten.asl.json has no row in infra/ (machine)'],
    ['events/patterns/forgotten.json', 'events/patterns/forgotten.json has no row in infra/ (rule)'],
  ])('%s is named', (path, problem) => {
    const paths = projectWith({ ...files, [path]: '' });

    const problems = problemsOf(tables, paths);

    expect(problems).toEqual([problem]);
  });
});

describe('rows that contradict each other', () => {
  test.each<[string, Partial<Tables>, string]>([
    ['a function twice', { functions: [...tables.functions, ...tables.functions] }, 'function chaos/choose-victims has two rows'],
    [
      'a rule for an unknown function',
      { rules: [{ name: 'run-stopped', description: '', function: 'undo-run' }] },
      'rule run-stopped: no function undo-run',
    ],
    [
      'a rule for an unknown machine',
      { rules: [{ name: 'run-stopped', description: '', machine: 'refresh' }] },
      'rule run-stopped: no machine refresh',
    ],
    [
      'a rule for nobody',
      { rules: [{ name: 'run-stopped', description: '' }] },
      'rule run-stopped: name a function or a machine, not both',
    ],
    [
      'a route for an unknown function',
      { routes: [{ method: 'GET', path: '/sites', function: 'read-site', auth: 'iam' }] },
      'route GET /sites: no function read-site',
    ],
  ])('%s is refused', (_case, change, problem) => {
    const paths = projectWith(files);

    const problems = problemsOf({ ...tables, ...change }, paths);

    expect(problems).toContain(problem);
  });

  test.each<[string, Partial<Tables>, string]>([
    [
      'a wildcard among the resources of a function',
      { functions: [{ file: 'chaos/choose-victims', statements: [{ actions: ['sns:Publish'], resources: ['arn:topic', '*'] }] }] },
      'function chaos/choose-victims: sns:Publish holds the wildcard * without a reason',
    ],
    [
      'a wildcard among the actions of a machine',
      { machines: [{ name: 'chaos-experiment', statements: [{ actions: ['sns:*'], resources: ['arn:topic'] }] }] },
      'machine chaos-experiment: sns:* holds the wildcard sns:* without a reason',
    ],
    [
      'a reason that outlived its wildcard',
      {
        machines: [{ name: 'chaos-experiment', statements: [{ actions: ['sns:Publish'], resources: ['arn:topic'], reason: 'any topic' }] }],
      },
      'machine chaos-experiment: sns:Publish has a reason for a wildcard that it does not hold',
    ],
  ])('%s is refused', (_case, change, problem) => {
    const paths = projectWith(files);

    const problems = problemsOf({ ...tables, ...change }, paths);

    expect(problems).toEqual([problem]);
  });

  test('one file name in two areas is refused, since it names the function', () => {
    const paths = projectWith({ ...files, 'functions/drills/choose-victims.ts': '' });

    const problems = problemsOf({ ...tables, functions: [...tables.functions, { file: 'drills/choose-victims' }] }, paths);

    expect(problems).toEqual(['function choose-victims: file names are unique over areas, since they name the function']);
  });

  test('all misfits are told at once', () => {
    const paths = projectWith({ 'functions/runs/open-run.ts': '' });

    const problems = problemsOf(tables, paths);

    expect(problems).toHaveLength(5);
  });
});
