import { describe, expect, it } from 'vitest';
import { diagnose } from '#language/asl/check-definition.ts';
import { LAMBDA, one } from './host.ts';

const told = (definition: unknown) =>
  diagnose(definition)
    .filter(({ severity }) => severity === 'ERROR')
    .map(({ code, location, message }) => `${code} ${location}: ${message}`);

const SCHEMA = 'SCHEMA_VALIDATION_FAILED';
const UNSUPPORTED = 'UNSUPPORTED_JSONATA_EXPRESSION';
const SYNTAX = 'INVALID_JSONATA_EXPRESSION';

const output = (expression: string) => told(one({ Type: 'Pass', Output: `{% ${expression} %}` }, 'JSONata'));
const done = { Z: { Type: 'Succeed' } };

describe('an expression', () => {
  it.each([
    ['1 +', 'Unexpected end of expression'],
    ['', 'Unexpected end of expression'],
    ['$x :=', 'Unexpected end of expression'],
    ['$a[1,2)', 'Expected "]", got ","'],
    ['"unterminated', 'String literal must be terminated by a matching quote'],
    ['$match("a", /abc', 'No terminating / in regular expression'],
    ['$states.input ?? 1', 'The symbol "?" cannot be used as a unary operator'],
    ['$states.input ?: 1', 'The symbol ":" cannot be used as a unary operator'],
  ])('%s does not parse', (expression, message) => {
    expect(output(expression)).toEqual([`${SYNTAX} /States/S/Output: ${message}`]);
  });

  it('that is nested thousands deep is refused, whatever the parser makes of it', () => {
    expect(output(`${'['.repeat(50_000)}1`)[0]).toMatch(/^(INVALID|UNSUPPORTED)_JSONATA_EXPRESSION/);
    expect(output(`1${' + 1'.repeat(1_500)}`)).toEqual([`${UNSUPPORTED} /States/S/Output: The expression is nested too deep.`]);
  });

  it.each([
    ['phone', 'phone'],
    ['phone[0].number', 'phone'],
    ['$.phone', '$'],
    ['{ aaa: 1 }', 'aaa'],
    ['[1, phone]', 'phone'],
    ['-phone', 'phone'],
    ['true ? phone : 1', 'phone'],
    ['($x := phone; $x)', 'phone'],
    ['$map($states.input.a, function($x){ phone })', 'phone'],
    ['$sum(phone)', 'phone'],
    ['phone ~> $sum', 'phone'],
  ])('%s reads a context that is not there', (expression, name) => {
    expect(output(expression)).toEqual([`${UNSUPPORTED} /States/S/Output: Reference to '${name}' at the top level is not supported.`]);
  });

  it('tells each name once, and $$ apart', () => {
    expect(output('aaa + bbb + aaa')).toHaveLength(2);
    expect(output('$$.x')).toEqual([`${UNSUPPORTED} /States/S/Output: Reference to '$$' is not supported.`]);
  });

  it.each([
    ['$states.input.items[phone > 3]'],
    ['$states.input.items.phone'],
    ['$states.input.items^(phone)'],
    ['$states.input.items{phone: $sum(price)}'],
    ['$states.input.items.{"a": phone}'],
    ['$map($states.input.a, function($x){ $x.phone })'],
    ['$undefined'],
    ['$exists($states.input) ? $states.input : 1'],
    ['$states.context.Execution.Id'],
  ])('%s is taken', (expression) => {
    expect(output(expression)).toEqual([]);
  });

  it.each([[' {% 1 %}'], ['{% 1 %} '], ['{% 1'], ['1 %}'], ['{%}']])('%j has no proper marks', (text) => {
    expect(told(one({ Type: 'Pass', Output: { a: [text] } }, 'JSONata'))).toEqual([
      `${SCHEMA} /States/S/Output/a[0]: JSONata string must start with {% and end with %}`,
    ]);
  });

  it('is no expression in a state of JSONPath, in a comment or in the name of an error', () => {
    const retry = [{ ErrorEquals: ['{% phone %}'] }];

    expect(told(one({ Type: 'Pass', Parameters: { a: '{% phone %}' } }))).toEqual([]);
    expect(told(one({ Type: 'Task', Resource: LAMBDA, Comment: '{% phone %}', Retry: retry }, 'JSONata'))).toEqual([]);
  });
});

describe('$states', () => {
  const absent = (name: string, at: string) => `${UNSUPPORTED} ${at}: Field '$states.${name}' does not exist.`;
  const task = (fields: object) => ({
    QueryLanguage: 'JSONata',
    StartAt: 'S',
    States: { S: { Type: 'Task', Resource: LAMBDA, Next: 'Z', ...fields }, ...done },
  });
  const RESULT = '{% $states.result.a %}';
  const ERROR = '{% $string($states.errorOutput) %}';

  it('has a result in the Output and Assign of a Task, Parallel and Map, an error in those of a catcher', () => {
    const caught = [{ ErrorEquals: ['States.ALL'], Next: 'Z', Output: ERROR, Assign: { e: ERROR } }];

    expect(told(task({ Output: RESULT, Assign: { r: RESULT }, Catch: caught }))).toEqual([]);
  });

  it.each<[what: string, definition: object, expected: string[]]>([
    ['arguments', task({ Arguments: { a: RESULT } }), [absent('result', '/States/S/Arguments/a')]],
    ['a limit', task({ TimeoutSeconds: '{% $states.result %}' }), [absent('result', '/States/S/TimeoutSeconds')]],
    [
      'a catcher',
      task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z', Output: RESULT }] }),
      [absent('result', '/States/S/Catch[0]/Output')],
    ],
    ['the output of a Pass', one({ Type: 'Pass', Output: RESULT }, 'JSONata'), [absent('result', '/States/S/Output')]],
    [
      'the variables of a Wait',
      one({ Type: 'Wait', Seconds: 1, Assign: { a: RESULT } }, 'JSONata'),
      [absent('result', '/States/S/Assign/a')],
    ],
    [
      'a condition',
      {
        QueryLanguage: 'JSONata',
        StartAt: 'C',
        States: { C: { Type: 'Choice', Choices: [{ Condition: '{% $states.result = 1 %}', Next: 'Z' }] }, ...done },
      },
      [absent('result', '/States/C/Choices[0]/Condition')],
    ],
  ])('has no result in %s', (_what, definition, expected) => {
    expect(told(definition)).toEqual(expected);
  });

  it('has no error outside a catcher, and no other member at all', () => {
    expect(told(task({ Output: ERROR }))).toEqual([absent('errorOutput', '/States/S/Output')]);
    expect(output('$states.output')).toEqual([absent('output', '/States/S/Output')]);
    expect(output('$states.input.x[$states.errorOutput = 1]')).toEqual([absent('errorOutput', '/States/S/Output')]);
  });
});

describe('a query language', () => {
  const mixed = (field: string, own: string, other: string) =>
    `${SCHEMA} /States/S: The QueryLanguage is set to '${own}', but field '${field}' is only supported for the '${other}' QueryLanguage`;

  it.each<[field: string, state: object]>([
    ['InputPath', { Type: 'Pass', InputPath: '$' }],
    ['Parameters', { Type: 'Pass', Parameters: {} }],
    ['ResultSelector', { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: { Type: 'Succeed' } } }], ResultSelector: {} }],
    ['SecondsPath', { Type: 'Wait', SecondsPath: '$.a' }],
    ['ItemsPath', { Type: 'Map', ItemsPath: '$.a', ItemProcessor: { StartAt: 'B', States: { B: { Type: 'Succeed' } } } }],
  ])('JSONata has no %s', (field, state) => {
    expect(told(one(state, 'JSONata'))).toEqual([mixed(field, 'JSONata', 'JSONPath')]);
  });

  it.each<[field: string, state: object]>([
    ['Output', { Type: 'Pass', Output: 1 }],
    ['Arguments', { Type: 'Task', Resource: LAMBDA, Arguments: {} }],
    ['Items', { Type: 'Map', Items: [], ItemProcessor: { StartAt: 'B', States: { B: { Type: 'Succeed' } } } }],
  ])('JSONPath has no %s', (field, state) => {
    expect(told(one(state))).toEqual([mixed(field, 'JSONPath', 'JSONata')]);
  });

  it('of a machine is not taken back by a state, which is the only thing told of it', () => {
    expect(told(one({ QueryLanguage: 'JSONPath', Type: 'Pass', Output: 1 }, 'JSONata'))).toEqual([
      `${SCHEMA} /States/S: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine`,
    ]);
  });

  it('of a Map is not that of the states within, which have the machine’s', () => {
    const inner = { StartAt: 'B', States: { B: { Type: 'Pass', Output: 1, End: true } } };
    const message = mixed('Output', 'JSONPath', 'JSONata').replace('/States/S', '/States/S/ItemProcessor/States/B');

    expect(told(one({ Type: 'Map', QueryLanguage: 'JSONata', ItemProcessor: inner }))).toEqual([message]);
    expect(told(one({ Type: 'Map', ItemProcessor: { ...inner, QueryLanguage: 'JSONata' } }))).toContain(
      `${SCHEMA} /States/S/ItemProcessor: Field 'QueryLanguage' is not supported`,
    );
  });
});

describe('a path', () => {
  const PATH = 'Value must be a valid JSONPath.';
  const TEMPLATE = (key: string) => `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`;

  it.each<[what: string, state: object, expected: string[]]>([
    ['without a dollar', { Type: 'Pass', InputPath: 'x' }, [`${SCHEMA} /States/S/InputPath: ${PATH}`]],
    ['with an open bracket', { Type: 'Pass', OutputPath: '$.a[' }, [`${SCHEMA} /States/S/OutputPath: ${PATH}`]],
    ['that is an intrinsic function', { Type: 'Pass', InputPath: 'States.UUID()' }, [`${SCHEMA} /States/S/InputPath: ${PATH}`]],
    ['that is a number', { Type: 'Wait', SecondsPath: 5 }, [`${SCHEMA} /States/S/SecondsPath: ${PATH}`]],
    [
      'in a template, without a dollar',
      { Type: 'Pass', Parameters: { a: { 'b.$': 'x' } } },
      [`${SCHEMA} /States/S/Parameters/a: ${TEMPLATE('b.$')}`],
    ],
    [
      'to a function that is none',
      { Type: 'Pass', Parameters: { 'a.$': 'States.Nope()' } },
      [`${SCHEMA} /States/S/Parameters: ${TEMPLATE('a.$')}`],
    ],
    [
      'to a function with too few arguments',
      { Type: 'Pass', Assign: { 'a.$': 'States.Hash($.x)' } },
      [`${SCHEMA} /States/S/Assign: ${TEMPLATE('a.$')}`],
    ],
    [
      'to functions nested too deep',
      { Type: 'Pass', Parameters: { 'a.$': `${'States.Array('.repeat(12)}1${')'.repeat(12)}` } },
      [`${SCHEMA} /States/S/Parameters: ${TEMPLATE('a.$')}`],
    ],
    ['that is a list', { Type: 'Pass', Parameters: { 'a.$': ['$'] } }, [`${SCHEMA} /States/S/Parameters: ${TEMPLATE('a.$')}`]],
    [
      'given besides its constant',
      { Type: 'Pass', Parameters: { a: 1, 'a.$': '$' } },
      [`${SCHEMA} /States/S/Parameters: Duplicate field 'a': it is given with and without '.$'`],
    ],
  ])('%s is refused', (_what, state, expected) => {
    expect(told(one(state))).toEqual(expected);
  });

  it.each([['$.a[*]'], ['$.a[?(@.b)]'], ['$$.Execution'], ['$x.a'], ['a'], [5]])('%j is no place for a result', (value) => {
    expect(told(one({ Type: 'Pass', ResultPath: value }))[0]).toContain('/States/S/ResultPath: Value is not a Reference Path: ');
  });

  it.each([['$'], ['$.a.b[0]'], [null]])('%j is a place for a result', (value) => {
    expect(told(one({ Type: 'Pass', ResultPath: value }))).toEqual([]);
  });

  it('of an error gives a string', () => {
    const fail = (ErrorPath: unknown) => told({ StartAt: 'S', States: { S: { Type: 'Fail', ErrorPath } } });

    expect(fail("States.Format('{}', $.a)")).toEqual([]);
    expect(fail('$.a')).toEqual([]);
    expect(fail('States.ArrayLength($.a)')).toEqual([`${SCHEMA} /States/S/ErrorPath: ${TEMPLATE('ErrorPath')}`]);
  });
});

describe('a variable', () => {
  const assign = (name: string, language: 'JSONPath' | 'JSONata' = 'JSONata') =>
    told(one({ Type: 'Pass', Assign: { [name]: 1 } }, language));

  it.each([['x'], ['größe'], ['变量'], ['x1_'], ['x'.repeat(80)]])('may be called %.12j', (name) => {
    expect(assign(name)).toEqual([]);
  });

  it.each([['_x'], ['1x'], ['x.y'], ['x[2]'], ['x-y'], [''], ['x.$'], ['x'.repeat(81)]])('cannot be called %.12j', (name) => {
    expect(assign(name)).toHaveLength(1);
    expect(assign(name)[0]).toMatch(/^INVALID_VARIABLE_NAME \/States\/S\/Assign\//);
  });

  it('cannot be called states', () => {
    expect(assign('states', 'JSONPath')).toEqual([
      "RESERVED_VARIABLE_NAME /States/S/Assign/states: Cannot assign to reserved variable '$states'.",
    ]);
  });

  it('is selected in JSONPath under its name and .$', () => {
    expect(told(one({ Type: 'Pass', Assign: { 'x.$': '$.a' } }))).toEqual([]);
  });

  it('of an outer scope is not assigned within, wherever the outer one is assigned', () => {
    const inner = { StartAt: 'B', States: { B: { Type: 'Pass', Assign: { x: 1, own: 1 }, End: true } } };
    const definition = {
      StartAt: 'P',
      States: { P: { Type: 'Parallel', Branches: [inner], Next: 'Later' }, Later: { Type: 'Pass', Assign: { 'x.$': '$' }, End: true } },
    };

    expect(told(definition)).toEqual([
      "DUPLICATE_VARIABLE_NAME /States/P/Branches[0]/States/B/Assign/x: The variable name 'x' was already defined in a parent scope.",
    ]);
  });

  it('of one branch may be assigned in another', () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', Assign: { x: 1 }, End: true } } });

    expect(told(one({ Type: 'Parallel', Branches: [branch('A'), branch('B')] }))).toEqual([]);
  });
});
