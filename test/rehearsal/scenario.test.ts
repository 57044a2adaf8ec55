import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '#rehearsal/problems.ts';
import { parseScenario, readInput, readYaml } from '#rehearsal/scenario.ts';

const weekend = readFileSync(new URL('../../rehearsal/scenarios/weekend.yaml', import.meta.url), 'utf8');

function problemsOf(text: string): Record<string, string> {
  try {
    parseScenario(text, 'bent.yaml');
  } catch (error) {
    if (error instanceof InvalidInputError) return Object.fromEntries(error.problems.map(({ path, found }) => [path, found]));
    throw error;
  }
  return {};
}

describe('parseScenario', () => {
  it('reads the weekend', () => {
    const scenario = parseScenario(weekend, 'weekend');

    expect(scenario.people.map(({ does }) => does)).toEqual(['create-site', 'chat', 'start-drill', 'delete-site']);
    expect(scenario.runs).toHaveLength(6);
    expect(scenario.from).toBe(Date.parse('2018-02-08T09:00:00Z'));
  });

  it.each([
    { name: 'a key that is not known', bend: (text: string) => `${text}\nlater: yes\n`, path: 'later' },
    {
      name: 'an end before the beginning',
      bend: (text: string) => text.replace(/^until: .*$/m, 'until: 2018-02-01T00:00:00Z'),
      path: 'until',
    },
    { name: 'a time that is none', bend: (text: string) => text.replace(/^from: .*$/m, 'from: yesterday'), path: 'from' },
    {
      name: 'an act that is not known',
      bend: (text: string) => text.replace('does: start-drill', 'does: explode'),
      path: 'people[2].does',
    },
    {
      name: 'an act after the end',
      bend: (text: string) => text.replace('2018-02-12T09:00:00Z\n    who', '2018-02-13T09:00:00Z\n    who'),
      path: 'people[3].at',
    },
    {
      name: 'a verdict that is not known',
      bend: (text: string) =>
        text.replace('kind: chaos-experiment, by: chat, verdict: PASSED', 'kind: chaos-experiment, by: chat, verdict: GOOD'),
      path: 'runs[2].verdict',
    },
    {
      name: 'visitors out of order',
      bend: (text: string) => text.replace('2018-02-08T14:00:00Z, 55', '2018-02-08T08:00:00Z, 55'),
      path: 'visitors[1][0]',
    },
    {
      name: 'a negative rate',
      bend: (text: string) => text.replace('2018-02-08T14:00:00Z, 55', '2018-02-08T14:00:00Z, -1'),
      path: 'visitors[1][1]',
    },
  ])('refuses $name and names its place', ({ bend, path }) => {
    expect(Object.keys(problemsOf(bend(weekend)))).toContain(path);
  });

  it('tells every problem at once', () => {
    const bent = weekend
      .replace('does: start-drill', 'does: explode')
      .replace('idleCpuPercent: 3', 'idleCpuPercent: 300')
      .replace(/^scenario: .*$/m, 'scenario: My Weekend');

    expect(Object.keys(problemsOf(bent)).sort()).toEqual(['node.idleCpuPercent', 'people[2].does', 'scenario']);
  });

  it('names the line of what is no YAML', () => {
    expect(Object.keys(problemsOf('scenario: [\n'))[0]).toMatch(/^line \d/);
  });
});

describe('readYaml', () => {
  it('refuses a text with two problems with both', () => {
    expect(() => readYaml('a: b: c\nd: [', 'x')).toThrow(InvalidInputError);
  });
});

describe('readInput', () => {
  it('names a file that is not there', () => {
    expect(() => readInput('no/such/file.yaml', 'a site file')).toThrow(/no\/such\/file.yaml/);
  });
});
