import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { LAMBDA, run, types } from './host.ts';

const PASS = { Type: 'Pass', End: true };
const PROCESSOR = { StartAt: 'I', States: { I: PASS } };
const DISTRIBUTED = { ...PROCESSOR, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
const map = (fields: object) => ({ Type: 'Map', ItemProcessor: PROCESSOR, End: true, Items: [1], ...fields });
const distributed = (fields: object) => map({ ItemProcessor: DISTRIBUTED, ...fields });
const task = (fields: object) => ({ Type: 'Task', Resource: LAMBDA, End: true, ...fields });

/** Each field that an expression may stand for, with what takes its place as `{% $states.input.v %}`. */
const V = '{% $states.input.v %}';
const FIELDS: readonly (readonly [field: string, type: 'array' | 'boolean' | 'number' | 'string', state: object])[] = [
  ['Seconds', 'number', { Type: 'Wait', Seconds: V, End: true }],
  ['TimeoutSeconds', 'number', task({ TimeoutSeconds: V })],
  ['HeartbeatSeconds', 'number', task({ HeartbeatSeconds: V })],
  ['Error', 'string', { Type: 'Fail', Error: V }],
  ['Cause', 'string', { Type: 'Fail', Cause: V }],
  ['Choices[0]/Condition', 'boolean', { Type: 'Choice', Choices: [{ Condition: V, Next: 'P' }] }],
  ['Items', 'array', map({ Items: V })],
  ['MaxConcurrency', 'number', map({ MaxConcurrency: V })],
  ['ToleratedFailureCount', 'number', distributed({ ToleratedFailureCount: V })],
  ['ToleratedFailurePercentage', 'number', distributed({ ToleratedFailurePercentage: V })],
  ['ItemBatcher/MaxItemsPerBatch', 'number', distributed({ ItemBatcher: { MaxItemsPerBatch: V } })],
  ['ItemBatcher/MaxInputBytesPerBatch', 'number', distributed({ ItemBatcher: { MaxInputBytesPerBatch: V } })],
];

const VALUES: readonly (readonly [type: string, value: Json])[] = [
  ['null', null],
  ['boolean', true],
  ['number', 1],
  ['string', '1'],
  ['array', [1]],
  ['object', { a: 1 }],
];

/** A machine of the state and, where it leads there, of a state P. */
const machineOf = (state: object) => {
  const next = JSON.stringify(state).includes('"Next":"P"') ? { P: PASS } : {};
  return { QueryLanguage: 'JSONata', StartAt: 'S', States: { S: state, ...next } };
};
const running = (state: object, input: Json) => run(machineOf(state), input, (_request, done) => done.succeed(null));

const located = (message: string) => `An error occurred while executing the state 'S' (entered at the event id #2). ${message}`;

describe('a field of JSONata', () => {
  const cases = FIELDS.flatMap(([field, type, state]) =>
    VALUES.filter(([other]) => other !== type).map(([other, value]) => [field, type, other, value, state] as const),
  );

  it.each(cases)('%s takes %s and no %s', async (field, type, other, value, state) => {
    const execution = await running(state, { v: value });
    const expected = `Expected '${type}', but was '${other}' for value: ${JSON.stringify(value)}`;

    expect(execution).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: located(
        `The JSONata expression '$states.input.v' specified for the field '${field}' returned an unexpected result type. ${expected}`,
      ),
    });
    const details = execution.history.find((event) => event.type === 'EvaluationFailed')?.details;
    expect(details).toMatchObject({ error: 'States.QueryEvaluationError', location: field, state: 'S', cause: execution.cause });
  });

  it.each(FIELDS)('%s fails where its expression gives nothing', async (field, _type, state) => {
    expect((await running(state, {})).cause).toBe(
      located(`The JSONata expression '$states.input.v' specified for the field '${field}' returned nothing (undefined).`),
    );
  });

  it.each<[field: string, value: number, state: object, message: string]>([
    ['Seconds', -1, { Type: 'Wait', Seconds: V, End: true }, 'Seconds must be between 0 and 99999999 but was: -1'],
    ['Seconds', 1.5, { Type: 'Wait', Seconds: V, End: true }, 'The Seconds field cannot be parsed as an integer: 1.5'],
    ['TimeoutSeconds', 0, task({ TimeoutSeconds: V }), 'TimeoutSeconds must be between 1 and 99999999 but was: 0'],
    ['TimeoutSeconds', 100_000_000, task({ TimeoutSeconds: V }), 'TimeoutSeconds must be between 1 and 99999999 but was: 100000000'],
    ['HeartbeatSeconds', 0.5, task({ HeartbeatSeconds: V }), 'The HeartbeatSeconds field cannot be parsed as an integer: 0.5'],
    ['MaxConcurrency', -1, map({ MaxConcurrency: V }), 'MaxConcurrency must be at least 0 but was: -1'],
    ['ToleratedFailurePercentage', 100.1, distributed({ ToleratedFailurePercentage: V }), 'must be between 0 and 100 but was: 100.1'],
  ])('%s does not take %d', async (_field, value, state, message) => {
    const execution = await running(state, { v: value });

    expect(execution.error).toBe('States.QueryEvaluationError');
    expect(execution.cause).toContain(message);
  });

  it('Timestamp takes a time', async () => {
    const execution = await running({ Type: 'Wait', Timestamp: V, End: true }, { v: '2018-02-30T00:00:00Z' });

    expect(execution).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: located(
        'The Timestamp parameter does not reference a valid ISO-8601 extended offset date-time format string: $states.input.v == 2018-02-30T00:00:00Z',
      ),
    });
  });

  it.each<[where: string, state: object, field: string]>([
    ['in an object', { ...PASS, Output: { a: { b: '{% $x %}' } } }, 'Output/a/b'],
    ['in a list within a list', { ...PASS, Output: { b: [[0, '{% $x %}']] } }, 'Output/b[0][1]'],
    ['in Assign', { ...PASS, Assign: { x: { y: '{% $x %}' } } }, 'Assign/x/y'],
    ['in Arguments', task({ Arguments: { X: '{% $x %}' } }), 'Arguments/X'],
    ['in Credentials', task({ Credentials: { RoleArn: '{% $x %}' } }), 'Credentials/RoleArn'],
    ['in ItemSelector', map({ ItemSelector: { v: '{% $x %}' } }), 'ItemSelector/v'],
    ['in a rule', { Type: 'Choice', Choices: [{ Condition: true, Next: 'P', Output: { v: '{% $x %}' } }] }, 'Choices[0]/Output/v'],
    ['in a rule’s Assign', { Type: 'Choice', Choices: [{ Condition: true, Next: 'P', Assign: { v: '{% $x %}' } }] }, 'Choices[0]/Assign/v'],
    ['in BatchInput', distributed({ ItemBatcher: { MaxItemsPerBatch: 1, BatchInput: { a: '{% $x %}' } } }), 'ItemBatcher/BatchInput/a'],
  ])('%s is named by its path', async (_where, state, field) => {
    expect((await running(state, {})).cause).toContain(`specified for the field '${field}' returned nothing`);
  });

  it('of a catcher is named by the catcher’s place', async () => {
    const catchers = [
      { ErrorEquals: ['Other'], Next: 'P' },
      { ErrorEquals: ['States.ALL'], Next: 'P', Output: { v: '{% $x %}' } },
    ];
    const state = task({ Catch: catchers });
    const execution = await run(machineOf(state), {}, (_request, done) => done.fail('Boom', 'it broke'));

    expect(execution.cause).toContain("specified for the field 'Catch[1]/Output/v' returned nothing");
  });

  it('that fails can be caught, and leaves its event', async () => {
    const state = task({ Arguments: '{% $x %}', Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'P' }] });
    const execution = await running(state, {});

    expect(execution.status).toBe('SUCCEEDED');
    expect(types(execution).slice(0, 4)).toEqual(['ExecutionStarted', 'TaskStateEntered', 'EvaluationFailed', 'TaskStateExited']);
  });
});
