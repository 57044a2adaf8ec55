import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '#language/patterns/index.ts';

type Entry = { source: string; rules: string[] };
type Pattern = { source: string[]; 'detail-type': string[]; detail?: object };
const EVENTS = join(import.meta.dirname, '../../events');
const read = (path: string) => JSON.parse(readFileSync(join(EVENTS, path), 'utf8'));
const sample = (name: string) => read(`samples/${name}.json`);
const namesIn = (folder: string) => readdirSync(join(EVENTS, folder)).map((file) => file.replace(/\.json$/, ''));

const { samples } = read('samples/manifest.json') as { samples: Record<string, Entry> };
const entries = Object.entries(samples);
const patterns = namesIn('patterns').map((name) => {
  const pattern = read(`patterns/${name}.json`) as Pattern;
  return { name, pattern, compiled: compilePattern(pattern) };
});
const rulesFor = (event: unknown) => patterns.filter(({ compiled }) => compiled.matches(event)).map(({ name }) => name);

describe('the samples', () => {
  it('are all named in the manifest, with the AWS page of each', () => {
    expect(Object.keys(samples).sort()).toEqual(
      namesIn('samples')
        .filter((name) => name !== 'manifest')
        .sort(),
    );
    for (const [name, { source }] of entries) expect(source, name).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });

  it.each(entries)('%s is taken by the rules that the manifest names, and by no other', (name, { rules }) => {
    expect(rulesFor(sample(name))).toEqual(rules);
  });

  it.each(patterns.flatMap(({ name, pattern }) => pattern['detail-type'].map((type) => [name, type] as const)))(
    'hold one of the events of %s: %s',
    (rule, type) => {
      const held = entries.filter(([name, { rules }]) => rules.includes(rule) && sample(name)['detail-type'] === type);

      expect(held).not.toEqual([]);
    },
  );

  it('hold a near miss of every source that is heard', () => {
    const missed = entries.filter(([, { rules }]) => rules.length === 0).map(([name]) => sample(name).source);

    expect([...new Set(missed)]).toEqual(expect.arrayContaining(patterns.flatMap(({ pattern }) => pattern.source)));
  });

  it('have ids of their own', () => {
    expect(new Set(entries.map(([name]) => sample(name).id)).size).toBe(entries.length);
  });
});

describe.each(patterns)('the pattern $name', ({ pattern }) => {
  it('asks for a source, detail types, and fields of the detail that the AWS page has', () => {
    const { source, 'detail-type': types, detail = {}, ...rest } = pattern;

    expect(rest).toEqual({});
    expect(source).toHaveLength(1);
    expect(types.length).toBeGreaterThan(0);
    expect(Object.keys(detail).filter((field) => !['status', 'status-details', 'State'].includes(field))).toEqual([]);
  });

  it('knows nobody by name', () => {
    expect(JSON.stringify(pattern)).not.toMatch(/nines|myapp|arn:/);
  });
});

describe('what a status decides', () => {
  const withStatus = (name: string, status: string) => {
    const event = sample(name);
    return { ...event, detail: { ...event.detail, status, 'status-details': { status } } };
  };

  it.each(['CREATE_IN_PROGRESS', 'DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'])(
    'nobody hears of a stack that is %s',
    (status) => {
      expect(rulesFor(withStatus('stack-ended', status))).toEqual([]);
    },
  );

  it.each(['UPDATE_ROLLBACK_COMPLETE', 'CREATE_FAILED', 'ROLLBACK_FAILED', 'IMPORT_COMPLETE'])('a stack that is %s has ended', (status) => {
    expect(rulesFor(withStatus('stack-ended', status))).toEqual(['stack-ended']);
  });

  it.each(['Pending', 'InProgress', 'Delayed', 'Cancelling'])('nobody hears of a command that is %s', (status) => {
    expect(rulesFor(withStatus('command-ended', status))).toEqual([]);
    expect(rulesFor(withStatus('whole-command-ended', status))).toEqual([]);
  });

  it.each(['Cancelled', 'Canceled'])('a command that was stopped has ended, spelled %s', (status) => {
    expect(rulesFor(withStatus('command-ended', status))).toEqual(['command-ended', 'node-command-ended']);
  });

  it.each(['pending', 'deregistered', 'disabled'])('nobody hears of an image that is %s', (State) => {
    const event = sample('image-available');

    expect(rulesFor({ ...event, detail: { ...event.detail, State } })).toEqual([]);
  });

  it.each(['RUNNING', 'SUCCEEDED', 'PENDING_REDRIVE'])('nobody hears of an execution that is %s', (status) => {
    expect(rulesFor(withStatus('execution-aborted', status))).toEqual([]);
  });
});
