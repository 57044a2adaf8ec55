import fc, { type Arbitrary } from 'fast-check';

/** Where a state stands: its name and language, what follows it, and where it may jump to. */
export type Place = { name: string; jsonata: boolean; machineJsonata: boolean; next: object; later: string[]; earlier: string[] };
/** A state to be; `needsNext` where it cannot end its program. */
export type Piece = { build: (place: Place) => object; needsNext?: boolean };

/** Rounds that a machine may jump back; without a bound it would be the event limit that ends it. */
const LAPS = 2;
const MEMBERS = ['n', 's', 'list', 'at', 'o'];
/** The document's members as they are, in either language. */
export const KEPT_PATHS = Object.fromEntries(MEMBERS.map((name) => [`${name}.$`, `$.${name}`]));
export const KEPT_QUERY = `{% {${MEMBERS.map((name) => `"${name}": $states.input.${name}`).join(', ')}} %}`;
/** JSONata that adds members to the document. */
export const merged = (members: string): string => `{% $merge([$states.input, {${members}}]) %}`;

/** One of the values. */
export const pick = <T>(...values: readonly T[]): Arbitrary<T> => fc.constantFrom(...values);
/** Mostly the one, now and then the other. */
export const often = <T>(weight: number, usual: Arbitrary<T>, rare: Arbitrary<T>): Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: rare });
/** One of two renderings of the same idea, by the language that the state turns out to have. */
export const either = (path: Arbitrary<object>, query: Arbitrary<object>): Arbitrary<(jsonata: boolean) => object> =>
  fc.tuple(path, query).map(
    ([inPath, inQuery]) =>
      (jsonata: boolean) =>
        jsonata ? inQuery : inPath,
  );

const assigns = either(
  pick<object>({}, {}, { Assign: { 'v@.$': '$.n' } }, { Assign: { 'w@': 1, 'v@.$': '$w@' } }),
  pick<object>({}, {}, { Assign: { 'v@': '{% $states.input.n %}' } }, { Assign: { 'v@': '{% $w@ %}', 'w@': '{% $v@ %}' } }),
);

/** After a Task, Map or Parallel, and in a Catch, the path reads the result or the error and no document. */
export const assignsResult = either(
  pick<object>({}, {}, { Assign: { 'v@.$': '$' } }),
  pick<object>({}, {}, { Assign: { 'v@': '{% $states.input.n %}', 'w@': '{% $outer@ %}' } }),
);

/** Pass; now and then one that fails, or that breaks the document. */
export const pass: Arbitrary<Piece> = fc
  .tuple(
    often(
      8,
      either(
        pick<object>(
          {},
          { Result: { x: 1 }, ResultPath: '$.r' },
          { Parameters: { 'x.$': '$.n', 'v.$': '$v@', 'o.$': '$outer@' }, ResultPath: '$.r' },
          { Parameters: { 'x.$': 'States.MathAdd($.n, 1)', 'u.$': 'States.UUID()' }, ResultPath: '$.r' },
          { Parameters: { 'x.$': 'States.MathRandom(0, 9)', 'c.$': '$$.State.Name' }, ResultPath: '$.r' },
          { InputPath: '$.o', ResultPath: '$.r' },
          { InputPath: '$outer@', ResultPath: '$.r' },
          { ResultPath: null },
        ),
        pick<object>(
          {},
          { Output: merged('"r": $states.input.n + 1') },
          { Output: merged('"r": [$v@, $w@, $outer@, $states.context.State.Name]') },
          { Output: merged('"r": $uuid()') },
          { Output: merged('"r": $shuffle([1..3])') },
        ),
      ),
      either(
        pick<object>({ OutputPath: '$.o' }, { InputPath: '$.gone' }, { Result: [1], ResultPath: '$.s.deeper' }),
        pick<object>({ Output: '{% $states.input.o %}' }, { Output: '{% $gone %}' }, { Output: "{% $error('broken') %}" }),
      ),
    ),
    assigns,
  )
  .map(([fields, assign]) => ({ build: ({ jsonata, next }) => ({ Type: 'Pass', ...fields(jsonata), ...assign(jsonata), ...next }) }));

/** Wait, in its forms. */
export const wait: Arbitrary<Piece> = fc
  .tuple(
    either(
      pick<object>(
        { Seconds: 0 },
        { Seconds: 2 },
        { SecondsPath: '$.n' },
        { Timestamp: '2018-02-09T11:30:05Z' },
        { TimestampPath: '$.at' },
      ),
      pick<object>({ Seconds: 1 }, { Seconds: '{% $states.input.n %}' }, { Timestamp: '{% $states.input.at %}' }),
    ),
    assigns,
  )
  .map(([fields, assign]) => ({ build: ({ jsonata, next }) => ({ Type: 'Wait', ...fields(jsonata), ...assign(jsonata), ...next }) }));

const names = pick('Boom', 'Crash', 'States.TaskFailed', 'States.Timeout', 'States.HeartbeatTimeout');
const lastNames = often(1, names, pick('States.ALL')).map((name) => [name]);
const retrier = (errors: Arbitrary<string[]>): Arbitrary<object> =>
  fc.record(
    {
      ErrorEquals: errors,
      IntervalSeconds: fc.integer({ min: 1, max: 4 }),
      MaxAttempts: fc.integer({ min: 0, max: 3 }),
      BackoffRate: pick(1, 1.5, 2),
      MaxDelaySeconds: pick(1, 5),
      JitterStrategy: pick('FULL', 'NONE'),
    },
    { requiredKeys: ['ErrorEquals', 'MaxAttempts'] },
  );
const retriers = fc
  .tuple(fc.array(retrier(fc.array(names, { minLength: 1, maxLength: 2 })), { maxLength: 1 }), retrier(lastNames))
  .map(([first, last]) => [...first, last]);

/** Retry and Catch of a Task, Map or Parallel; only what stands later in the program may be caught into. */
export const recovery: Arbitrary<(place: Place) => object> = fc
  .record({
    retry: fc.option(retriers, { nil: undefined }),
    caught: fc.option(lastNames, { nil: undefined }),
    jump: fc.nat(9),
    place: either(pick<object>({ ResultPath: '$.e' }, { ResultPath: null }), pick<object>({ Output: merged('"e": $states.errorOutput') })),
    assign: assignsResult,
  })
  .map(({ retry, caught, jump, place: placed, assign }) => ({ jsonata, later }: Place) => ({
    ...(retry && { Retry: retry }),
    ...(caught &&
      later.length > 0 && {
        Catch: [{ ErrorEquals: caught, Next: later[jump % later.length], ...placed(jsonata), ...assign(jsonata) }],
      }),
  }));

const LAMBDA_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:f';
const MACHINE_ARN = 'arn:aws:states:eu-central-1:123456789012:stateMachine:other';
/** Resources with what they ask for. */
const QUICK: [resource: string, request: object][] = [
  [LAMBDA_ARN, {}],
  ['arn:aws:states:::lambda:invoke', { FunctionName: 'f' }],
  ['arn:aws:states:::aws-sdk:rds:rebootDBInstance', { DbInstanceIdentifier: 'db' }],
];
const LONG: [resource: string, request: object][] = [
  ['arn:aws:states:::lambda:invoke.waitForTaskToken', { FunctionName: 'f' }],
  ['arn:aws:states:::states:startExecution.sync:2', { StateMachineArn: MACHINE_ARN }],
  ['arn:aws:states:eu-central-1:123456789012:activity:a', {}],
];

/** Task, with limits, Retry and Catch. */
export const taskOf = (type: 'STANDARD' | 'EXPRESS'): Arbitrary<Piece> =>
  fc
    .tuple(
      pick(...QUICK, ...(type === 'STANDARD' ? LONG : [])),
      pick<object>({ ResultPath: '$.t' }, { ResultSelector: { 'y.$': '$' }, ResultPath: '$.t' }),
      either(
        pick<object>(
          {},
          { TimeoutSeconds: 8 },
          { TimeoutSeconds: 9, HeartbeatSeconds: 3 },
          { HeartbeatSeconds: 2 },
          { TimeoutSecondsPath: '$.n' },
        ),
        pick<object>({}, { TimeoutSeconds: '{% $states.input.n + 4 %}' }, { TimeoutSeconds: 9, HeartbeatSeconds: '{% $v@ ? 3 : 4 %}' }),
      ),
      recovery,
      assignsResult,
    )
    .map(([[Resource, request], result, limits, recover, assign]) => ({
      build: (place) => ({
        Type: 'Task',
        Resource,
        ...(place.jsonata
          ? { Arguments: { ...request, ...askedBy(Resource, 'n', '{% $states.input.n %}') }, Output: merged('"t": $states.result') }
          : { Parameters: { ...request, ...askedBy(Resource, 'n.$', '$.n') }, ...result }),
        ...limits(place.jsonata),
        ...recover(place),
        ...assign(place.jsonata),
        ...place.next,
      }),
    }));

/** Where a resource takes data of one's own. */
function askedBy(resource: string, member: string, value: string): object {
  if (resource.includes('lambda:invoke')) return { Payload: { [member]: value } };
  if (resource.includes('startExecution')) return { Input: { [member]: value } };
  return resource.includes('aws-sdk') ? {} : { [member]: value };
}

const comparison = either(
  fc.oneof(
    fc
      .tuple(pick('NumericEquals', 'NumericLessThan', 'NumericGreaterThanEquals'), fc.nat(4))
      .map(([is, n]) => ({ Variable: '$.n', [is]: n })),
    pick<object>({ Variable: '$.s', StringMatches: 'a*' }, { Variable: '$.gone', IsPresent: true }, { Variable: '$v@', IsNumeric: true }),
    fc.nat(4).map((n) => ({
      Not: {
        And: [
          { Variable: '$.n', NumericLessThan: n },
          { Variable: '$.o.k', BooleanEquals: true },
        ],
      },
    })),
    pick<object>({ Variable: '$.at', TimestampLessThanPath: '$$.State.EnteredTime' }),
  ),
  fc.oneof(
    fc.nat(4).map((n) => ({ Condition: `{% $states.input.n < ${n} %}` })),
    pick<object>({ Condition: "{% $states.input.s = 'a' %}" }, { Condition: '{% $random() < 0.5 %}' }, { Condition: false }),
  ),
);

/** Choice: forward by any rule, or back for a few laps. */
export const choice: Arbitrary<Piece> = fc
  .record({ rules: fc.array(fc.tuple(comparison, fc.nat(9), assigns), { minLength: 1, maxLength: 2 }), lap: fc.option(fc.nat(9)) })
  .map(({ rules, lap }) => ({
    needsNext: true,
    build: ({ jsonata, later, earlier }) => {
      const forward = rules.map(([rule, jump, assign]) => ({ ...rule(jsonata), Next: later[jump % later.length], ...assign(jsonata) }));
      const back = {
        Condition: `{% $laps@ < ${LAPS} %}`,
        Assign: { 'laps@': '{% $laps@ + 1 %}' },
        Next: earlier[(lap ?? 0) % earlier.length],
      };
      return { Type: 'Choice', Choices: jsonata && lap !== null ? [back, ...forward] : forward, Default: later[0] };
    },
  }));
