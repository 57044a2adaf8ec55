import { describe, expect, it } from 'vitest';
import { compileMachine } from '#language/asl/index.ts';
import { one } from './host.ts';

const INVOKE = { Type: 'Task', Parameters: { FunctionName: 'f' } };
const START = { Type: 'Task', Parameters: { StateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:m' } };
const PROCESSOR = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };

describe('a machine of type EXPRESS', () => {
  it.each<[what: string, state: object]>([
    ['an activity', { Type: 'Task', Resource: 'arn:aws:states:eu-central-1:123456789012:activity:a' }],
    ['.waitForTaskToken', { ...INVOKE, Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }],
    ['.sync', { ...START, Resource: 'arn:aws:states:::states:startExecution.sync' }],
    ['.sync:2', { ...START, Resource: 'arn:aws:states:::states:startExecution.sync:2' }],
    [
      'a distributed Map',
      { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, ...PROCESSOR } },
    ],
  ])('does not take %s, which STANDARD does', (_what, state) => {
    expect(() => compileMachine(one(state), { type: 'EXPRESS' })).toThrow(/not (supported|support)/);
    expect(() => compileMachine(one(state), { type: 'STANDARD' })).not.toThrow();
  });

  it('takes what answers at once', () => {
    expect(() => compileMachine(one({ ...INVOKE, Resource: 'arn:aws:states:::lambda:invoke' }), { type: 'EXPRESS' })).not.toThrow();
  });
});
