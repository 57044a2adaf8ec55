import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '#language/patterns/index.ts';

const EVENTS = join(import.meta.dirname, '../../../events');
const read = (path: string) => JSON.parse(readFileSync(join(EVENTS, `${path}.json`), 'utf8'));
const matches = (pattern: string, sample: string, changes: object = {}) => {
  const event = read(`samples/${sample}`);
  return compilePattern(read(`patterns/${pattern}`)).matches({ ...event, detail: { ...event.detail, ...changes } });
};

describe('the patterns of the lifecycle', () => {
  it.each(['EC2 Command Invocation Status-change Notification', 'EC2 Command Status-change Notification'])(
    'hear of an ended command by %s',
    (type) => {
      const event = { ...read('samples/command-ended'), 'detail-type': type };

      expect(compilePattern(read('patterns/node-command-ended')).matches(event)).toBe(true);
    },
  );

  it.each([
    ['node-launching', 'instance-launching'],
    ['node-terminating', 'instance-terminating'],
    ['node-command-ended', 'command-ended'],
    ['group-acted', 'instance-launched'],
    ['group-acted', 'instance-not-launched'],
    ['group-acted', 'instance-terminated'],
  ])('%s takes %s', (pattern, sample) => {
    expect(matches(pattern, sample)).toBe(true);
  });

  it.each([
    ['node-launching', 'instance-terminating', {}],
    ['node-terminating', 'instance-launching', {}],
    ['node-launching', 'instance-launching', { LifecycleHookName: 'theirs' }],
    ['node-terminating', 'instance-terminating', { LifecycleHookName: 'theirs' }],
    ['node-command-ended', 'command-ended', { status: 'InProgress' }],
    ['node-command-ended', 'command-ended', { 'document-name': 'AWS-RunPatchBaseline' }],
    ['group-acted', 'instance-launching', {}],
  ])('%s leaves out %s with %j', (pattern, sample, changes) => {
    expect(matches(pattern, sample, changes)).toBe(false);
  });
});
