import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { parseInput } from '#events/problem.ts';
import { resumingEventSchema } from '#events/resuming-event.ts';
import { compilePattern } from '#language/patterns/index.ts';

type Entry = { schema: string; file: string; source: string; patterns?: string[] };
const EVENTS = join(import.meta.dirname, '../../events');
const read = (path: string) => JSON.parse(readFileSync(join(EVENTS, path), 'utf8'));
const namesIn = (folder: string) => readdirSync(join(EVENTS, folder)).map((file) => file.replace(/\.json$/, ''));

const manifest = read('samples/manifest.json') as { samples: Record<string, Entry> };
const entries = Object.entries(manifest.samples);
const patterns = namesIn('patterns').map((name) => [name, compilePattern(read(`patterns/${name}.json`))] as const);

describe('the samples', () => {
  it('are all named in the manifest, with the AWS page of each', () => {
    expect(Object.keys(manifest.samples).sort()).toEqual(
      namesIn('samples')
        .filter((name) => name !== 'manifest')
        .sort(),
    );
    for (const [, { source }] of entries) expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });

  it.each(entries)('%s fits its schema', async (name, { schema, file }) => {
    const module = (await import(join(EVENTS, '..', file))) as Record<string, z.ZodType>;

    expect(parseInput(module[schema]!, read(`samples/${name}.json`))).toMatchObject({ ok: true });
  });

  it.each(entries.filter(([, entry]) => entry.patterns))('%s is matched by the patterns that the manifest names', (name, entry) => {
    const event = read(`samples/${name}.json`);
    const matching = patterns.filter(([, pattern]) => pattern.matches(event)).map(([pattern]) => pattern);

    expect(matching).toEqual(expect.arrayContaining(entry.patterns ?? []));
  });

  it.each(['stack-ended', 'database-failed-over', 'snapshot-created', 'instance-launched', 'command-ended'])(
    '%s is what a machine may wait for',
    (name) => {
      expect(parseInput(resumingEventSchema, read(`samples/${name}.json`))).toMatchObject({ ok: true });
    },
  );
});

describe('a pattern', () => {
  const matches = (name: string, event: unknown) => patterns.find(([pattern]) => pattern === name)?.[1].matches(event);
  const sample = (name: string) => read(`samples/${name}.json`);

  it('holds no name of a site', () => {
    for (const [name] of patterns) expect(JSON.stringify(read(`patterns/${name}.json`))).not.toContain('myapp');
  });

  it.each(['CREATE_IN_PROGRESS', 'DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'])('leaves out a stack that is %s', (status) => {
    const event = sample('stack-ended');
    event.detail['status-details'].status = status;

    expect(matches('stack-ended', event)).toBe(false);
  });

  it('leaves out stacks that are none of ours', () => {
    const event = sample('stack-ended');
    event.detail['stack-id'] = event.detail['stack-id'].replace('nines-myapp-web', 'somebody');

    expect(matches('stack-ended', event)).toBe(false);
  });

  it('leaves out executions of others, and those that end well', () => {
    const theirs = sample('execution-aborted');
    theirs.detail.stateMachineArn = theirs.detail.stateMachineArn.replace('nines-', 'other-');
    const well = sample('execution-aborted');
    well.detail.status = 'SUCCEEDED';

    expect(matches('execution-ended-badly', theirs)).toBe(false);
    expect(matches('execution-ended-badly', well)).toBe(false);
  });

  it.each(['Cancelled', 'Canceled'])('takes a command that was stopped for ended, spelled %s', (status) => {
    const event = sample('command-ended');
    event.detail.status = status;

    expect(matches('command-ended', event)).toBe(true);
    expect(matches('node-command-ended', event)).toBe(true);
  });

  it('leaves out a command that still runs', () => {
    const event = sample('command-ended');
    event.detail.status = 'InProgress';

    expect(matches('command-ended', event)).toBe(false);
  });
});
