import { describe, expect, it } from 'vitest';
import { diagnose } from '#language/asl/index.ts';
import { LAMBDA, one } from './host.ts';

type Row = [what: string, state: object, expected: string[]];

/** `place: message` of every refusal of a state, places within the state; all of them are schema errors unless they say otherwise. */
function refusals(state: object, language?: 'JSONPath' | 'JSONata', type?: 'STANDARD' | 'EXPRESS'): string[] {
  return diagnose(one(state, language), type === undefined ? {} : { type })
    .filter(({ severity }) => severity === 'ERROR')
    .map(({ code, location, message }) => {
      const place = location.replace(/^\/States\/S/, '') || '/';
      return code === 'SCHEMA_VALIDATION_FAILED' ? `${place}: ${message}` : `${code} ${place}: ${message}`;
    });
}

const task = (fields: object) => ({ Type: 'Task', Resource: LAMBDA, ...fields });
const integration = (action: string, Parameters?: unknown) => ({
  Type: 'Task',
  Resource: `arn:aws:states:::${action}`,
  ...(Parameters !== undefined && { Parameters }),
});
const unknown = (resource: string) =>
  `/Resource: The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;

describe('the Resource of a Task', () => {
  it.each<Row>([
    ['is missing', { Type: 'Task' }, ['/: These fields are required: [Resource]']],
    ['is a number', { Type: 'Task', Resource: 5 }, ['/Resource: Expected value of type [STRING]']],
    ['is no ARN', { Type: 'Task', Resource: 'lambda:invoke' }, ['/Resource: Value is not a valid resource ARN']],
    ['is an ARN of something else', { Type: 'Task', Resource: 'arn:aws:s3:::bucket' }, [unknown('arn:aws:s3:::bucket')]],
    ['is an integration without an action', integration('lambda', {}), [unknown('arn:aws:states:::lambda')]],
    ['has a pattern that does not exist', integration('batch:submitJob.async', {}), [unknown('arn:aws:states:::batch:submitJob.async')]],
    [
      'waits for what answers at once',
      integration('sqs:sendMessage.sync', { QueueUrl: 'q', MessageBody: 'm' }),
      [unknown('arn:aws:states:::sqs:sendMessage.sync')],
    ],
    [
      'waits for a call of the SDK',
      integration('aws-sdk:rds:rebootDBInstance.sync', {}),
      [unknown('arn:aws:states:::aws-sdk:rds:rebootDBInstance.sync')],
    ],
    ['waits twice for a job', integration('batch:submitJob.sync:2', {}), [unknown('arn:aws:states:::batch:submitJob.sync:2')]],
    [
      'hands a token to what takes none',
      integration('glue:startJobRun.waitForTaskToken', {}),
      [unknown('arn:aws:states:::glue:startJobRun.waitForTaskToken')],
    ],
  ])('that %s is refused', (_what, state, expected) => {
    expect(refusals(state)).toEqual(expected);
  });

  it.each([
    LAMBDA,
    'arn:aws-cn:lambda:cn-north-1:123456789012:function:f:live',
    'arn:aws:states:eu-west-1:123456789012:activity:a',
    'arn:aws:states:::batch:submitJob.sync',
    'arn:aws:states:::states:startExecution.sync:2',
    'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    'arn:aws:states:::aws-sdk:rds:rebootDBInstance',
  ])('%s is taken', (Resource) => {
    const Parameters = { StateMachineArn: 'm', QueueUrl: 'q', MessageBody: 'm' };

    expect(refusals({ Type: 'Task', Resource, Parameters })).toEqual([]);
  });

  it.each<[resource: string, expected: string[]]>([
    ['arn:aws:states:eu-west-1:123456789012:activity:a', ['/Resource: Express state machine does not support Activity ARN']],
    ['arn:aws:states:::batch:submitJob.sync', ["/Resource: Express state machine does not support '.sync' service integration"]],
    [
      'arn:aws:states:::lambda:invoke.waitForTaskToken',
      ["/Resource: Express state machine does not support '.waitForTaskToken' service integration"],
    ],
    ['arn:aws:states:::lambda:invoke', []],
  ])('%s is judged for Express', (Resource, expected) => {
    expect(refusals({ Type: 'Task', Resource, Parameters: { FunctionName: 'f' } }, 'JSONPath', 'EXPRESS')).toEqual(expected);
  });
});

describe('the request of an integration', () => {
  it.each<[action: string, request: object, missing: string[]]>([
    ['lambda:invoke', { Payload: {} }, ['FunctionName']],
    ['lambda:invoke.waitForTaskToken', {}, ['FunctionName']],
    ['sqs:sendMessage', {}, ['QueueUrl', 'MessageBody']],
    ['sns:publish', { TopicArn: 't' }, ['Message']],
    ['dynamodb:putItem', { Item: {} }, ['TableName']],
    ['states:startExecution.sync:2', { Input: {} }, ['StateMachineArn']],
    ['events:putEvents', {}, ['Entries']],
    ['lambda:invoke', { 'FunctionName.$': '$.f' }, []],
  ])('%s of %j needs its fields', (action, request, missing) => {
    expect(refusals(integration(action, request))).toEqual(
      missing.map((field) => `/Parameters: The field '${field}' is required but was missing`),
    );
  });

  it('is needed itself', () => {
    const resource = 'arn:aws:states:::lambda:invoke';

    expect(refusals(integration('lambda:invoke'))).toEqual([`/Resource: Parameters field is required for resource ARN: ${resource}`]);
    expect(refusals(integration('lambda:invoke'), 'JSONata')).toEqual([
      `/Resource: Arguments field is required for resource ARN: ${resource}`,
    ]);
  });

  it('may be an expression, which nobody can see through', () => {
    const state = { ...integration('lambda:invoke'), Arguments: '{% $states.input %}' };

    expect(refusals(state, 'JSONata')).toEqual([]);
  });
});

describe('a limit of a Task', () => {
  it.each<Row>([
    ['below a second', task({ TimeoutSeconds: 0 }), ['/TimeoutSeconds: Minimum value is 1']],
    ['above three years', task({ TimeoutSeconds: 100_000_000 }), ['/TimeoutSeconds: Maximum value is 99999999']],
    ['that is a fraction', task({ HeartbeatSeconds: 1.5 }), ['/HeartbeatSeconds: Expected value of type Integer']],
    ['that is text', task({ TimeoutSeconds: '5' }), ['/TimeoutSeconds: Expected value of type Integer']],
    [
      'that is given twice',
      task({ TimeoutSeconds: 5, TimeoutSecondsPath: '$.t' }),
      ['/: There should only be one of the following fields: [TimeoutSeconds, TimeoutSecondsPath]'],
    ],
    [
      'whose heartbeat is given twice',
      task({ HeartbeatSeconds: 5, HeartbeatSecondsPath: '$.t' }),
      ['/: There should only be one of the following fields: [HeartbeatSeconds, HeartbeatSecondsPath]'],
    ],
    [
      'that the heartbeat reaches',
      task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
      ['/HeartbeatSeconds: Value must be smaller than TimeoutSeconds'],
    ],
    ['that is no path', task({ TimeoutSecondsPath: 't' }), ['/TimeoutSecondsPath: Value must be a valid JSONPath.']],
  ])('%s is refused', (_what, state, expected) => {
    expect(refusals(state)).toEqual(expected);
  });

  it('may be an expression in JSONata only', () => {
    const state = task({ TimeoutSeconds: '{% 5 %}' });

    expect(refusals(state, 'JSONata')).toEqual([]);
    expect(refusals(state)).toEqual(['/TimeoutSeconds: Expected value of type Integer']);
  });
});

describe('the Credentials of a Task', () => {
  it.each<Row>([
    ['are text', task({ Credentials: 'role' }), ['/Credentials: Expected value of type [OBJECT]']],
    ['name no role', task({ Credentials: {} }), ["/Credentials: The field 'RoleArn' is required but was missing"]],
    [
      'belong to an activity',
      { Type: 'Task', Resource: 'arn:aws:states:eu-west-1:123456789012:activity:a', Credentials: { RoleArn: 'r' } },
      ["/Credentials: The field 'Credentials' is not supported for activities"],
    ],
    ['name a role by a path', task({ Credentials: { 'RoleArn.$': '$.role' } }), []],
  ])('that %s are judged', (_what, state, expected) => {
    expect(refusals(state)).toEqual(expected);
  });
});

describe('a Wait', () => {
  const FORMS = '[SecondsPath, Seconds, TimestampPath, Timestamp]';
  it.each<Row>([
    ['for nothing', {}, [`/: This object should have only one of the following fields: ${FORMS}`]],
    ['for two things', { Seconds: 1, TimestampPath: '$.t' }, [`/: There should only be one of the following fields: ${FORMS}`]],
    ['of less than nothing', { Seconds: -1 }, ['/Seconds: Minimum value is 0']],
    ['of half a second', { Seconds: 0.5 }, ['/Seconds: Expected value of type Integer']],
    ['above three years', { Seconds: 100_000_000 }, ['/Seconds: Maximum value is 99999999']],
    ['until a day', { Timestamp: '2018-02-09' }, ['/Timestamp: String does not match RFC3339 timestamp']],
    ['until a time in small letters', { Timestamp: '2018-02-09t11:30:00z' }, ['/Timestamp: String does not match RFC3339 timestamp']],
    ['until an expression of JSONata', { Timestamp: '{% $now() %}' }, ['/Timestamp: String does not match RFC3339 timestamp']],
    ['of nothing', { Seconds: 0 }, []],
    ['until a time', { Timestamp: '2018-02-09T11:30:00.5+01:00' }, []],
  ])('%s is judged', (_what, fields, expected) => {
    expect(refusals({ Type: 'Wait', ...fields })).toEqual(expected);
  });

  it('may wait for an expression in JSONata', () => {
    expect(refusals({ Type: 'Wait', Seconds: '{% 5 %}' }, 'JSONata')).toEqual([]);
    expect(refusals({ Type: 'Wait', Timestamp: '{% $now() %}' }, 'JSONata')).toEqual([]);
  });
});

describe('a state that ends the machine', () => {
  const alone = (state: object) =>
    diagnose({ StartAt: 'S', States: { S: state } }).map(({ location, message }) => `${location}: ${message}`);
  const either = (field: string) => `/States/S: There should only be one of the following fields: [${field}, ${field}Path]`;

  it.each<Row>([
    ['has its error twice', { Type: 'Fail', Error: 'E', ErrorPath: '$.e' }, [either('Error')]],
    ['has its cause twice', { Type: 'Fail', Cause: 'C', CausePath: '$.c' }, [either('Cause')]],
    ['has an error that is no text', { Type: 'Fail', Error: 5 }, ['/States/S/Error: Expected value of type [STRING]']],
    [
      'has a cause from a list',
      { Type: 'Fail', CausePath: 'States.Array(1)' },
      ["/States/S/CausePath: The value for the field 'CausePath' must be a valid JSONPath or a valid intrinsic function call"],
    ],
    ['goes on after it failed', { Type: 'Fail', Next: 'S' }, ["/States/S: Field 'Next' is not supported"]],
    ['ends after it succeeded', { Type: 'Succeed', End: true }, ["/States/S: Field 'End' is not supported"]],
    ['has a cause by a function', { Type: 'Fail', CausePath: "States.Format('{}', $.c)" }, []],
    ['has an error by a path', { Type: 'Fail', ErrorPath: '$.e' }, []],
  ])('and %s is judged', (_what, state, expected) => {
    expect(alone(state)).toEqual(expected);
  });
});

describe('a retrier or a catcher', () => {
  const LAST = 'States.ALL must appear alone and at end of list';
  const retry = (...entries: object[]) => task({ Retry: entries });
  const tries = (fields: object) => retry({ ErrorEquals: ['A'], ...fields });

  it.each<Row>([
    ['that is no list', task({ Retry: {} }), ['/Retry: Expected value of type [ARRAY]']],
    ['that names no errors', retry({}), ['/Retry[0]: These fields are required: [ErrorEquals]']],
    ['with an empty list of errors', retry({ ErrorEquals: [] }), ['/Retry[0]/ErrorEquals: Value cannot be empty']],
    ['whose error is a number', retry({ ErrorEquals: [5] }), ['/Retry[0]/ErrorEquals[0]: Expected value of type [STRING]']],
    [
      'of all errors that is not the last',
      retry({ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }),
      [`/Retry[0]/ErrorEquals[0]: ${LAST}`],
    ],
    ['of all errors and another', retry({ ErrorEquals: ['A', 'States.ALL'] }), [`/Retry[0]/ErrorEquals[1]: ${LAST}`]],
    ['that waits less than nothing', tries({ IntervalSeconds: -1 }), ['/Retry[0]/IntervalSeconds: Minimum value is 0']],
    ['that waits for a fraction', tries({ IntervalSeconds: 1.5 }), ['/Retry[0]/IntervalSeconds: Expected value of type Integer']],
    ['that waits for an expression', tries({ IntervalSeconds: '{% 1 %}' }), ['/Retry[0]/IntervalSeconds: Expected value of type Integer']],
    ['that tries too often', tries({ MaxAttempts: 100_000_000 }), ['/Retry[0]/MaxAttempts: Maximum value is 99999999']],
    ['whose pace falls', tries({ BackoffRate: 0.9 }), ['/Retry[0]/BackoffRate: Minimum value is 1']],
    ['that waits more than a year', tries({ MaxDelaySeconds: 31_622_401 }), ['/Retry[0]/MaxDelaySeconds: Maximum value is 31622400']],
    [
      'of another jitter',
      tries({ JitterStrategy: 'HALF' }),
      ['/Retry[0]/JitterStrategy: Value should be one of the following: [NONE, FULL]'],
    ],
    ['with a field of its own', tries({ Foo: 1 }), ["/Retry[0]: Field 'Foo' is not supported"]],
    ['that leads nowhere', task({ Catch: [{ ErrorEquals: ['A'] }] }), ['/Catch[0]: These fields are required: [Next]']],
    [
      'that leads to no state',
      task({ Catch: [{ ErrorEquals: ['A'], Next: 'X' }] }),
      ["MISSING_TRANSITION_TARGET /Catch[0]/Next: Missing 'Next' target: X"],
    ],
    [
      'of all errors before another catcher',
      task({
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'S' },
          { ErrorEquals: ['A'], Next: 'S' },
        ],
      }),
      [`/Catch[0]/ErrorEquals[0]: ${LAST}`],
    ],
    ['without entries', task({ Retry: [], Catch: [] }), []],
    ['that does not try', tries({ MaxAttempts: 0, IntervalSeconds: 0, BackoffRate: 1, MaxDelaySeconds: 1 }), []],
  ])('%s is judged', (_what, state, expected) => {
    expect(refusals(state)).toEqual(expected);
  });
});

describe('a choice', () => {
  const choose = (fields: object) => ({ Type: 'Choice', ...fields });
  const rule = (fields: object) => choose({ Choices: [{ Next: 'Z', ...fields }] });
  const SELECTORS = '[And, Or, Not, Variable, Condition]';
  /** Choice states do not end the machine: another one does. */
  const told = (state: object, QueryLanguage = 'JSONPath') =>
    diagnose({ QueryLanguage, StartAt: 'S', States: { S: state, Z: { Type: 'Succeed' } } })
      .filter(({ code }) => code !== 'MISSING_TRANSITION_TARGET')
      .map(({ location, message }) => `${location.replace(/^\/States\/S/, '') || '/'}: ${message}`);

  it.each<Row>([
    ['without rules', choose({ Default: 'Z' }), ['/: These fields are required: [Choices]']],
    ['of no rules', choose({ Choices: [], Default: 'Z' }), ['/Choices: Value cannot be empty']],
    ['with a Next of its own', { ...rule({ Variable: '$', IsNull: true }), Next: 'Z' }, ["/: Field 'Next' is not supported"]],
    ['that ends', { ...rule({ Variable: '$', IsNull: true }), End: true }, ["/: Field 'End' is not supported"]],
    [
      'whose rule leads nowhere',
      choose({ Choices: [{ Variable: '$', IsNull: true }] }),
      ['/Choices[0]: These fields are required: [Next]'],
    ],
    ['whose rule tests nothing', rule({}), [`/Choices[0]: The object must have only one of the following fields, ${SELECTORS}`]],
    [
      'whose rule has a test and a part',
      rule({ Variable: '$', IsNull: true, Not: { Variable: '$', IsNull: true } }),
      [`/Choices[0]: The object must have only one of the following fields, ${SELECTORS}`],
    ],
    ['whose rule compares nothing', rule({ Variable: '$.a' }), ['/Choices[0]: This object should have one comparison operator']],
    [
      'whose rule compares twice',
      rule({ Variable: '$.a', IsNull: true, NumericEquals: 1 }),
      ['/Choices[0]: There should only be one of the following fields: [IsNull, NumericEquals]'],
    ],
    [
      'whose operator does not exist',
      rule({ Variable: '$.a', NumericNear: 1 }),
      ["/Choices[0]: Field 'NumericNear' is not supported", '/Choices[0]: This object should have one comparison operator'],
    ],
    ['whose number is text', rule({ Variable: '$.a', NumericEquals: '1' }), ['/Choices[0]/NumericEquals: Expected value of type Number']],
    ['whose text is a number', rule({ Variable: '$.a', StringEquals: 1 }), ['/Choices[0]/StringEquals: Expected value of type [STRING]']],
    ['whose boolean is text', rule({ Variable: '$.a', IsPresent: 'yes' }), ['/Choices[0]/IsPresent: Expected value of type [BOOLEAN]']],
    [
      'whose variable is no path',
      rule({ Variable: 'a', IsNull: true }),
      ["/Choices[0]/Variable: Value is not a Reference Path: Reference path didn't start with '$'"],
    ],
    [
      'whose other side is no path',
      rule({ Variable: '$.a', NumericEqualsPath: 'b' }),
      ["/Choices[0]/NumericEqualsPath: Value is not a Reference Path: Reference path didn't start with '$'"],
    ],
    ['whose parts are none', rule({ And: [] }), ['/Choices[0]/And: Value cannot be empty']],
    ['whose part is a list', rule({ Not: [] }), ['/Choices[0]/Not: Expected value of type [OBJECT]']],
    [
      'whose part leads on',
      rule({ And: [{ Variable: '$', IsNull: true, Next: 'Z' }] }),
      ["/Choices[0]/And[0]: Field 'Next' is not supported"],
    ],
    [
      'whose part assigns',
      rule({ Or: [{ Variable: '$', IsNull: true, Assign: {} }] }),
      ["/Choices[0]/Or[0]: Field 'Assign' is not supported"],
    ],
    [
      'with a condition in JSONPath',
      rule({ Condition: true }),
      [
        "/Choices[0]: The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the 'JSONata' QueryLanguage",
        `/Choices[0]: The object must have only one of the following fields, ${SELECTORS}`,
      ],
    ],
    ['whose parts have parts', rule({ And: [{ Not: { Or: [{ Variable: '$.a', TimestampEquals: 'x' }] } }] }), []],
  ])('%s is judged', (_what, state, expected) => {
    expect(told(state)).toEqual(expected);
  });

  it.each<Row>([
    ['without a condition', rule({}), ['/Choices[0]: These fields are required: [Condition]']],
    ['whose condition is text', rule({ Condition: 'yes' }), ['/Choices[0]/Condition: Value should be a boolean or a JSONata expression']],
    [
      'with a test of JSONPath',
      rule({ Condition: true, Variable: '$' }),
      ["/Choices[0]: The QueryLanguage is set to 'JSONata', but field 'Variable' is only supported for the 'JSONPath' QueryLanguage"],
    ],
    ['of an expression', rule({ Condition: '{% $states.input.a %}' }), []],
    ['that is always taken', rule({ Condition: true }), []],
  ])('of JSONata %s is judged', (_what, state, expected) => {
    expect(told(state, 'JSONata')).toEqual(expected);
  });
});

describe('a Parallel', () => {
  it.each<Row>([
    ['without branches', {}, ['/: These fields are required: [Branches]']],
    ['of no branches', { Branches: [] }, ['/Branches: Value cannot be empty']],
    ['whose branches are an object', { Branches: {} }, ['/Branches: Expected value of type [ARRAY]']],
    ['whose branch is text', { Branches: ['B'] }, ['/Branches[0]: Expected value of type [OBJECT]']],
    ['whose branch is empty', { Branches: [{}] }, ['/Branches[0]: These fields are required: [StartAt, States]']],
    [
      'whose branch has a timeout',
      { Branches: [{ StartAt: 'B', States: { B: { Type: 'Succeed' } }, TimeoutSeconds: 5 }] },
      ["/Branches[0]: Field 'TimeoutSeconds' is not supported"],
    ],
    [
      'whose branch starts nowhere',
      { Branches: [{ StartAt: 'X', States: { B: { Type: 'Succeed' } } }] },
      [
        "MISSING_TRANSITION_TARGET /Branches[0]/StartAt: Missing 'Next' target: X",
        'MISSING_TRANSITION_TARGET /Branches[0]/States/B: State "B" is not reachable.',
      ],
    ],
    [
      'whose branch leads out',
      { Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass', Next: 'S' } } }] },
      ["MISSING_TRANSITION_TARGET /Branches[0]/States/B/Next: Missing 'Next' target: S"],
    ],
  ])('%s is refused', (_what, fields, expected) => {
    expect(refusals({ Type: 'Parallel', ...fields })).toEqual(expected);
  });
});
