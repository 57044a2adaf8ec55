import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { begin, LAMBDA, one, run, TestHost, types } from './host.ts';

const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: { End: true, ...state } } });
const task = { Type: 'Task', Resource: LAMBDA };

describe('Parallel', () => {
  it('answers in the order of its branches, not of their ends', async () => {
    const branches = [branch('Slow', { Type: 'Wait', Seconds: 5 }), branch('Fast', { Type: 'Pass', Result: 'fast' })];

    expect((await run(one({ Type: 'Parallel', Branches: branches }), 'in')).output).toEqual(['in', 'fast']);
  });

  it('cuts off the other branches when one fails', async () => {
    const host = new TestHost();
    const branches = [
      branch('Wait', { Type: 'Wait', Seconds: 100 }),
      branch('Call', task),
      branch('Break', { Type: 'Wait', Seconds: 1, Next: 'F', End: undefined }),
    ];
    const definition = one({ Type: 'Parallel', Branches: branches });
    (branches[2] as { States: Record<string, object> }).States = {
      Break: { Type: 'Wait', Seconds: 1, Next: 'F' },
      F: { Type: 'Fail', Error: 'Boom' },
    };
    const execution = await begin(definition, host);

    await host.pass(1);
    host.calls[0]?.done.succeed('late');
    await host.pass(200);

    expect(execution).toMatchObject({ status: 'FAILED', error: 'Boom' });
    expect(types(execution).slice(-5)).toEqual([
      'FailStateEntered',
      'WaitStateAborted',
      'TaskStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
    expect(host.calls[0]?.cancelled).toBe(true);
    expect(host.openTimers).toBe(0);
  });

  it('runs all branches again at each attempt, and is caught as a whole', async () => {
    const definition = {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [branch('A', task), branch('B', task)],
          Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['Boom'], Next: 'E' }],
          Next: 'E',
        },
        E: { Type: 'Pass', End: true },
      },
    };
    const execution = await run(definition, {}, (request, done) => (request.stateName === 'B' ? done.fail('Boom', 'b') : done.succeed(1)));

    expect(execution.output).toEqual({ Error: 'Boom', Cause: 'b' });
    expect(types(execution).filter((type) => type === 'ParallelStateStarted')).toHaveLength(2);
    expect(types(execution).filter((type) => type === 'ParallelStateFailed')).toHaveLength(1);
  });

  it('fails where its Parameters are larger than an input may be', async () => {
    const Branches = [{ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }];
    const twice = { 'a.$': '$.text', 'b.$': '$.text' };
    const execution = await run(one({ Type: 'Parallel', Parameters: twice, Branches }), { text: 'x'.repeat(131_072) });

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(types(execution)).not.toContain('ParallelStateStarted');
  });

  it('fails by a runtime error of a branch without an event of its own', async () => {
    const execution = await run(one({ Type: 'Parallel', Branches: [branch('A', { Type: 'Pass', InputPath: '$.gone' })] }));

    expect(types(execution)).toEqual([
      'ExecutionStarted',
      'ParallelStateEntered',
      'ParallelStateStarted',
      'PassStateEntered',
      'ExecutionFailed',
    ]);
    expect(execution.cause).toContain("executing the state 'A' (entered at the event id #4). Invalid path '$.gone'");
  });
});

describe.each(['INLINE', 'DISTRIBUTED'])('a Map of mode %s', (mode) => {
  const processor = (states: object) => ({
    ProcessorConfig: mode === 'INLINE' ? { Mode: mode } : { Mode: mode, ExecutionType: 'STANDARD' },
    StartAt: 'I',
    States: states,
  });
  const map = (state: object, fields: object = {}, language: 'JSONPath' | 'JSONata' = 'JSONPath') =>
    one({ Type: 'Map', ItemProcessor: processor({ I: { End: true, ...state } }), ...fields }, language);

  it.each<[fields: object, language: 'JSONPath' | 'JSONata', input: Json, output: Json]>([
    [{}, 'JSONPath', [1, 2], [1, 2]],
    [{}, 'JSONPath', [], []],
    [{ ItemsPath: '$.l' }, 'JSONPath', { l: [3] }, [3]],
    [
      { ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'all.$': '$.n' }, ItemsPath: '$.l' },
      'JSONPath',
      { l: ['a'], n: 1 },
      [{ i: 0, v: 'a', all: 1 }],
    ],
    [{ ResultSelector: { 'first.$': '$[0]' }, ResultPath: '$.r', ItemsPath: '$.l' }, 'JSONPath', { l: [7] }, { l: [7], r: { first: 7 } }],
    [{ Items: '{% $states.input.l %}' }, 'JSONata', { l: [3, 4] }, [3, 4]],
    [{ Items: [1, '{% 1 + 1 %}'] }, 'JSONata', {}, [1, 2]],
    [
      { Items: [5, 6], ItemSelector: { i: '{% $states.context.Map.Item.Index + 0 %}', v: '{% $states.context.Map.Item.Value + 0 %}' } },
      'JSONata',
      {},
      [
        { i: 0, v: 5 },
        { i: 1, v: 6 },
      ],
    ],
  ])('with %j of %s makes of %j %j', async (fields, language, input, output) => {
    expect((await run(map({ Type: 'Pass' }, fields, language), input)).output).toEqual(output);
  });

  it('runs at most so many at the same time as it may', async () => {
    const host = new TestHost();
    const execution = await begin(map(task, { MaxConcurrency: 2 }), host, [1, 2, 3]);
    expect(host.calls).toHaveLength(2);

    host.calls[1]?.done.succeed('b');
    await host.drain();
    expect(host.calls).toHaveLength(3);
    host.calls[2]?.done.succeed('c');
    host.calls[0]?.done.succeed('a');
    await host.drain();

    expect(execution.output).toEqual(['a', 'b', 'c']);
  });

  it.each<[fields: object, input: Json, error: string]>([
    [{}, 'no list', 'States.Runtime'],
    [{ ItemsPath: '$.gone' }, {}, 'States.Runtime'],
    [{ MaxConcurrencyPath: '$[0]' }, [-1], 'States.Runtime'],
    [{ ToleratedFailurePercentagePath: '$[0]' }, [101], 'States.Runtime'],
  ])('with %j of %j fails with %s', async (fields, input, error) => {
    expect(await run(map({ Type: 'Pass' }, fields), input)).toMatchObject({ status: 'FAILED', error });
  });

  it.each<[language: 'JSONPath' | 'JSONata', fields: object]>([
    ['JSONPath', { MaxConcurrencyPath: '$[0]' }],
    ['JSONPath', { ToleratedFailureCountPath: '$[0]' }],
    ['JSONata', { Items: '{% $states.input %}', ToleratedFailurePercentage: '{% $states.input[0] %}' }],
  ])('has started where a limit in %s, %j, is found wrong, and nothing more', async (language, fields) => {
    const execution = await run(map({ Type: 'Pass' }, fields, language), [-1]);

    expect(types(execution).filter((type) => !type.startsWith('Evaluation'))).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      ...(language === 'JSONata' ? ['MapStateFailed'] : []),
      'ExecutionFailed',
    ]);
  });

  it('fails where ItemSelector makes an input larger than it may be', async () => {
    const fields = { ItemSelector: { 'a.$': '$$.Map.Item.Value', 'b.$': '$$.Map.Item.Value' } };
    const execution = await run(map({ Type: 'Pass' }, fields), ['x'.repeat(131_072)]);

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it('is linear in its items', async () => {
    const items = Array.from({ length: 3_000 }, (_, i) => i);
    const execution = await run(map({ Type: 'Pass' }, { ResultPath: null }), items);

    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: items });
  });
});

describe('an inline Map', () => {
  it('names the iterations in its events', async () => {
    const execution = await run(one({ Type: 'Map', ItemProcessor: branch('I', { Type: 'Pass' }) }), ['a']);

    expect(execution.history.filter((event) => event.type.startsWith('MapIteration')).map((event) => [event.type, event.details])).toEqual([
      ['MapIterationStarted', { name: 'S', index: 0 }],
      ['MapIterationSucceeded', { name: 'S', index: 0 }],
    ]);
  });

  it('aborts the iterations that run when one fails', async () => {
    const host = new TestHost();
    const execution = await begin(one({ Type: 'Map', ItemProcessor: branch('I', task) }), host, [1, 2]);

    host.calls[1]?.done.fail('Boom');
    await host.drain();

    expect(types(execution).slice(-6)).toEqual([
      'LambdaFunctionFailed',
      'MapIterationFailed',
      'TaskStateAborted',
      'MapIterationAborted',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
    expect(host.calls[0]?.cancelled).toBe(true);
  });
});

describe('a distributed Map', () => {
  const S3_GET = 'arn:aws:states:::s3:getObject';
  const distributed = (fields: object, state: object = { Type: 'Pass', End: true }) =>
    one({
      Type: 'Map',
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'I', States: { I: state } },
      ...fields,
    });
  const odd = { Type: 'Task', Resource: LAMBDA, End: true };
  const failOdd = (request: { input: Json }, done: { fail(error: string): void; succeed(output: Json): void }) =>
    Number(request.input) % 2 === 1 ? done.fail('Odd') : done.succeed(request.input);

  it.each<[fields: object, status: string]>([
    [{}, 'FAILED'],
    [{ ToleratedFailureCount: 1 }, 'FAILED'],
    [{ ToleratedFailureCount: 2 }, 'SUCCEEDED'],
    [{ ToleratedFailurePercentage: 49 }, 'FAILED'],
    [{ ToleratedFailurePercentage: 50 }, 'SUCCEEDED'],
    [{ ToleratedFailurePercentage: 100, ToleratedFailureCount: 1 }, 'FAILED'],
  ])('of which half fails, with %j, has %s', async (fields, status) => {
    const execution = await run(distributed(fields, odd), [1, 2, 3, 4], failOdd);

    expect(execution.status).toBe(status);
    if (status === 'SUCCEEDED') expect(execution.output).toEqual([2, 4]);
    else
      expect(execution).toMatchObject({
        error: 'States.ExceedToleratedFailureThreshold',
        cause: 'The specified tolerated failure threshold was exceeded',
      });
  });

  it('shows none of its children’s states', async () => {
    const host = new TestHost();
    const execution = await begin(distributed({}), host, [1, 2]);

    expect(host.entered).toEqual(['S']);
    expect(types(execution)).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('hands out batches by number and by size', async () => {
    const byNumber = await run(distributed({ ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { k: 1 } } }), [1, 2, 3]);
    const bySize = await run(distributed({ ItemBatcher: { MaxInputBytesPerBatch: 30 } }), ['aaaaaaaa', 'bbbbbbbb', 'c']);

    expect(byNumber.output).toEqual([
      { BatchInput: { k: 1 }, Items: [1, 2] },
      { BatchInput: { k: 1 }, Items: [3] },
    ]);
    expect(bySize.output).toEqual([{ Items: ['aaaaaaaa'] }, { Items: ['bbbbbbbb', 'c'] }]);
  });

  it.each<[type: string | undefined, body: Json, items: Json]>([
    [undefined, '[1,2]', [1, 2]],
    ['JSON', '{"a":1}', [{ Key: 'a', Value: 1 }]],
    ['JSONL', '1\n{"a":2}\n', [1, { a: 2 }]],
    [
      'CSV',
      'n,t\n1,"a, ""b"""\r\n2,\n',
      [
        { n: '1', t: 'a, "b"' },
        { n: '2', t: '' },
      ],
    ],
  ])('reads items of type %s from S3', async (type, body, items) => {
    const reader = {
      Resource: S3_GET,
      Parameters: { Bucket: 'b', 'Key.$': '$.k' },
      ...(type && { ReaderConfig: { InputType: type, ...(type === 'CSV' && { CSVHeaderLocation: 'FIRST_ROW' }) } }),
    };
    const host = new TestHost((_request, done) => done.succeed({ Body: body }));
    const execution = await begin(distributed({ ItemReader: reader }), host, { k: 'items' });

    expect(host.calls[0]?.request).toMatchObject({
      resource: 'arn:aws:states:::aws-sdk:s3:getObject',
      input: { Bucket: 'b', Key: 'items' },
    });
    expect(execution.output).toEqual(items);
  });

  it('lists objects over all pages, up to MaxItems', async () => {
    const reader = { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'b' }, ReaderConfig: { MaxItems: 3 } };
    const execution = await run(distributed({ ItemReader: reader }), {}, (request, done) =>
      'ContinuationToken' in (request.input as object)
        ? done.succeed({ Contents: [{ Key: '3' }, { Key: '4' }] })
        : done.succeed({ Contents: [{ Key: '1' }, { Key: '2' }], NextContinuationToken: 'more' }),
    );

    expect(execution.output).toEqual([{ Key: '1' }, { Key: '2' }, { Key: '3' }]);
  });

  it.each<[answer: string, reason: string]>([
    ['not json', 'not valid JSON'],
    ['7', 'non-iterable'],
  ])('fails with States.ItemReaderFailed on %j', async (body, reason) => {
    const execution = await run(distributed({ ItemReader: { Resource: S3_GET, Parameters: {} } }), {}, (_request, done) =>
      done.succeed({ Body: body }),
    );

    expect(execution.error).toBe('States.ItemReaderFailed');
    expect(execution.cause).toContain(reason);
  });

  it('writes results and answers where they are', async () => {
    const host = new TestHost((request, done) => (request.resource.includes('putObject') ? done.succeed({}) : failOdd(request, done)));
    const writer = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'out/' } };
    const execution = await begin(distributed({ ResultWriter: writer, ToleratedFailureCount: 1 }, odd), host, [1, 2]);

    const written = host.calls.slice(2).map((call) => (call.request.input as { Key: string }).Key.split('/').at(-1));
    expect(written).toEqual(['SUCCEEDED_0.json', 'FAILED_0.json', 'manifest.json']);
    expect(execution.output).toMatchObject({
      ResultWriterDetails: { Bucket: 'b', Key: expect.stringMatching(/^out\/.*manifest\.json$/) as string },
    });
  });
});
