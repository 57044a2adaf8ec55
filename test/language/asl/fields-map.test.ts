import { describe, expect, it } from 'vitest';
import type { Json, TaskDone, TaskRequest } from '#language/asl/index.ts';
import { begin, LAMBDA, one, run, TestHost } from './host.ts';

type Language = 'JSONPath' | 'JSONata';

const DISTRIBUTED = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
const map = (fields: object, config: object = DISTRIBUTED, state: object = { Type: 'Pass' }): object => ({
  Type: 'Map',
  ItemProcessor: { ProcessorConfig: config, StartAt: 'I', States: { I: { ...state, End: true } } },
  ...fields,
});

/** A bucket as the tasks of a Map see it. */
class Bucket {
  readonly objects: Record<string, string>;
  readonly asked: Json[] = [];

  constructor(objects: Record<string, string> = {}) {
    this.objects = objects;
  }

  readonly answer = ({ resource, input }: TaskRequest, done: TaskDone): void => {
    const { Key: key = '', Body: body } = input as { Key?: string; Body?: string };
    this.asked.push(input);
    if (resource.endsWith('putObject')) {
      this.objects[key] = String(body);
      done.succeed({});
    } else if (resource.endsWith('listObjectsV2')) {
      done.succeed({
        Contents: Object.keys(this.objects).map((Key) => ({ Key, ETag: '"e"', Size: 1, LastModified: '2018-02-09T11:30:00Z' })),
      });
    } else if (this.objects[key] === undefined) done.fail('S3.NoSuchKeyException', 'gone');
    else done.succeed({ Body: this.objects[key] as string });
  };
}

describe('a limit of Map', () => {
  const asked = async (state: object, input: Json, language: Language): Promise<number> => {
    const host = new TestHost();
    await begin(one(state, language), host, input);
    return host.calls.length;
  };
  const task = { Type: 'Task', Resource: LAMBDA };

  it.each<[mode: string, language: Language, fields: object]>([
    ['INLINE', 'JSONPath', { ItemsPath: '$.l', MaxConcurrency: 2 }],
    ['INLINE', 'JSONPath', { ItemsPath: '$.l', MaxConcurrencyPath: '$.n' }],
    ['INLINE', 'JSONata', { Items: '{% $states.input.l %}', MaxConcurrency: '{% $states.input.n %}' }],
    ['DISTRIBUTED', 'JSONPath', { ItemsPath: '$.l', MaxConcurrency: 2 }],
    ['DISTRIBUTED', 'JSONPath', { ItemsPath: '$.l', MaxConcurrencyPath: '$.n' }],
    ['DISTRIBUTED', 'JSONata', { Items: '{% $states.input.l %}', MaxConcurrency: '{% $states.input.n %}' }],
  ])('of mode %s in %s, %j, lets two of four run at once', async (mode, language, fields) => {
    const config = mode === 'INLINE' ? { Mode: mode } : DISTRIBUTED;

    expect(await asked(map(fields, config, task), { l: [1, 2, 3, 4], n: 2 }, language)).toBe(2);
  });

  it.each<[mode: string, atOnce: number]>([
    ['INLINE', 40],
    ['DISTRIBUTED', 50],
  ])('of mode %s, none given, lets %d of fifty run at once', async (mode, atOnce) => {
    const config = mode === 'INLINE' ? { Mode: mode } : DISTRIBUTED;
    const items = Array.from({ length: 50 }, (_, i) => i);

    expect(await asked(map({}, config, task), items, 'JSONPath')).toBe(atOnce);
  });

  it.each<[language: Language, fields: object]>([
    ['JSONPath', { ToleratedFailureCount: 2 }],
    ['JSONPath', { ToleratedFailureCountPath: '$.n' }],
    ['JSONPath', { ToleratedFailurePercentage: 50 }],
    ['JSONPath', { ToleratedFailurePercentagePath: '$.percent' }],
    ['JSONata', { ToleratedFailureCount: '{% $states.input.n %}' }],
    ['JSONata', { ToleratedFailurePercentage: '{% $states.input.percent %}' }],
  ])('in %s, %j, tolerates two failed of four, and not three', async (language, fields) => {
    const items = language === 'JSONPath' ? { ItemsPath: '$.l' } : { Items: '{% $states.input.l %}' };
    const fails = (above: number) => (request: TaskRequest, done: TaskDone) =>
      Number(request.input) > above ? done.fail('Boom') : done.succeed(request.input);
    const input = { l: [1, 2, 3, 4], n: 2, percent: 50 };
    const definition = one(map({ ...items, ...fields }, DISTRIBUTED, task), language);

    expect(await run(definition, input, fails(2))).toMatchObject({ status: 'SUCCEEDED', output: [1, 2] });
    expect(await run(definition, input, fails(1))).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
  });
});

describe('a limit of Map that is no number', () => {
  it.each<[fields: object, cause: string]>([
    [{ ToleratedFailureCountPath: '$.x' }, 'The ToleratedFailureCountPath field refers to value "many" which is not a valid integer: $.x'],
    [
      { ToleratedFailurePercentagePath: '$.x' },
      'The ToleratedFailurePercentagePath field refers to value "many" which is not a valid float: $.x',
    ],
    [{ MaxConcurrencyPath: '$.x' }, 'The MaxConcurrencyPath field refers to value "many" which is not a valid integer: $.x'],
  ])('%j says so', async (fields, cause) => {
    const execution = await run(one(map({ ItemsPath: '$.l', ...fields })), { l: [1], x: 'many' });

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(execution.cause).toContain(cause);
  });
});

describe('an iteration', () => {
  it('ends once in the history: what is over when another fails is not aborted', async () => {
    const task = { Type: 'Task', Resource: LAMBDA };
    const host = new TestHost();
    const execution = await begin(one(map({}, { Mode: 'INLINE' }, task)), host, [1, 2, 3]);
    host.calls[0]?.done.succeed('over');
    await host.drain();

    host.calls[1]?.done.fail('Boom');
    await host.drain();

    const ends = execution.history.filter((event) => /^MapIteration(Succeeded|Failed|Aborted)$/.test(event.type));
    expect(ends.map((event) => [event.type, event.details?.index])).toEqual([
      ['MapIterationSucceeded', 0],
      ['MapIterationFailed', 1],
      ['MapIterationAborted', 2],
    ]);
  });
});

describe('ItemProcessor', () => {
  it.each(['ItemProcessor', 'Iterator'])('may be called %s', async (field) => {
    const definition = one({ Type: 'Map', [field]: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } } });

    expect((await run(definition, [1, 2])).output).toEqual([1, 2]);
  });

  it.each<[config: object, shown: number]>([
    [{}, 3],
    [{ Mode: 'INLINE' }, 3],
    [{ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, 1],
    [{ Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, 1],
  ])('with the ProcessorConfig %j shows %d states in the history', async (config, shown) => {
    const { history } = await run(one(map({}, config)), [1, 2]);

    expect(history.filter((event) => event.type.endsWith('StateEntered'))).toHaveLength(shown);
  });

  it('runs children of the ExecutionType EXPRESS for five minutes at most', async () => {
    const slow = (type: string) => one(map({}, { Mode: 'DISTRIBUTED', ExecutionType: type }, { Type: 'Wait', Seconds: 301 }));

    expect(await run(slow('STANDARD'), [1])).toMatchObject({ status: 'SUCCEEDED' });
    expect(await run(slow('EXPRESS'), [1])).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
  });

  it('names its Map Run by the Label', async () => {
    const { history } = await run(one(map({ Label: 'mine' })), [1]);

    expect(history.find((event) => event.type === 'MapRunStarted')?.details?.mapRunArn).toMatch(/:mapRun:m\/mine:/);
  });
});

describe('ItemReader', () => {
  const read = async (
    config: object,
    objects: Record<string, string>,
    fields: object = {},
    input: Json = {},
  ): Promise<Json | undefined> => {
    const reader = { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' }, ReaderConfig: config };
    const execution = await run(one(map({ ItemReader: { ...reader, ...fields } })), input, new Bucket(objects).answer);
    return execution.output ?? `${execution.error}: ${execution.cause}`;
  };

  it.each<[config: object, content: string, items: Json]>([
    [{}, '[1,2]', [1, 2]],
    [{ InputType: 'JSON' }, '{"a":1}', [{ Key: 'a', Value: 1 }]],
    [{ InputType: 'JSON', ItemsPointer: '/deep/list' }, '{"deep":{"list":[1,2]}}', [1, 2]],
    [{ InputType: 'JSON', MaxItems: 2 }, '[1,2,3]', [1, 2]],
    [{ InputType: 'JSON', MaxItems: 0 }, '[1,2,3]', [1, 2, 3]],
    [{ InputType: 'JSON', MaxItemsPath: '$.most' }, '[1,2,3]', [1]],
    [{ InputType: 'JSONL' }, '{"a":1}\n2\n\n', [{ a: 1 }, 2]],
    [{ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }, 'a,b\n1,2\n', [{ a: '1', b: '2' }]],
    [{ InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['x', 'y'] }, '1,2\n', [{ x: '1', y: '2' }]],
    ...(
      [
        ['COMMA', ','],
        ['PIPE', '|'],
        ['SEMICOLON', ';'],
        ['SPACE', ' '],
        ['TAB', '\t'],
      ] as const
    ).map(([CSVDelimiter, c]): [object, string, Json] => [
      { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter },
      `a${c}b\n1${c}2`,
      [{ a: '1', b: '2' }],
    ]),
  ])('with the ReaderConfig %j reads %j as %j', async (config, content, items) => {
    expect(await read(config, { k: content }, {}, { most: 1 })).toEqual(items);
  });

  it('reads the objects that a manifest of Athena lists', async () => {
    const config = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', ManifestType: 'ATHENA_DATA' };
    const objects = { k: 's3://b/one.csv\ns3://b/two.csv\n', 'one.csv': 'a\n1', 'two.csv': 'a\n2' };

    expect(await read(config, objects)).toEqual([{ a: '1' }, { a: '2' }]);
  });

  it.each([{ InputType: 'MANIFEST' }, { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', ManifestType: 'S3_INVENTORY' }])(
    'with the ReaderConfig %j reads the files of an inventory',
    async (config) => {
      const manifest = { fileSchema: 'Bucket, Key', fileFormat: 'CSV', files: [{ key: 'data.csv' }] };

      expect(await read(config, { k: JSON.stringify(manifest), 'data.csv': '"b","x"\n' })).toEqual([{ Bucket: 'b', Key: 'x' }]);
    },
  );

  it('lists objects with listObjectsV2, and reads them where Transformation says LOAD_AND_FLATTEN', async () => {
    const list = { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'b', Prefix: 'p' } };
    const objects = { one: '[1]', two: '[2,3]' };

    expect(await read({}, objects, list)).toMatchObject([{ Key: 'one', Etag: '"e"' }, { Key: 'two' }]);
    expect(await read({ Transformation: 'NONE' }, objects, list)).toHaveLength(2);
    expect(await read({ InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' }, objects, list)).toEqual([1, 2, 3]);
  });

  it('in JSONata takes Arguments, evaluated, with a VersionId', async () => {
    const bucket = new Bucket({ k: '[1]' });
    const reader = {
      Resource: 'arn:aws:states:::s3:getObject',
      Arguments: { Bucket: '{% $states.input.b %}', Key: 'k', VersionId: '{% $states.input.v %}' },
    };
    const execution = await run(one(map({ ItemReader: reader }), 'JSONata'), { b: 'mine', v: 'third' }, bucket.answer);

    expect(bucket.asked).toEqual([{ Bucket: 'mine', Key: 'k', VersionId: 'third' }]);
    expect(execution.output).toEqual([1]);
  });

  it.each<[what: string, config: object, objects: Record<string, string>, reason: string]>([
    ['an object that is not there', {}, {}, 'S3.NoSuchKeyException'],
    ['what is no JSON', {}, { k: 'x' }, 'not valid JSON'],
    ['what is no list', {}, { k: '7' }, 'non-iterable'],
    ['a pointer to nothing', { ItemsPointer: '/gone' }, { k: '{}' }, 'ItemsPointer finds nothing'],
    ['PARQUET', { InputType: 'PARQUET' }, { k: 'PAR1' }, 'PARQUET is not supported'],
    [
      'an inventory in another format than CSV',
      { InputType: 'MANIFEST' },
      { k: '{"files":[],"fileSchema":"a","fileFormat":"ORC"}' },
      'only CSV',
    ],
    ['headers that are double', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }, { k: 'a,a\n1,2' }, 'duplicates'],
  ])('refuses %s', async (_what, config, objects, reason) => {
    const answer = await read(config, objects);

    expect(answer).toContain('States.ItemReaderFailed');
    expect(answer).toContain(reason);
  });
});

describe('ItemBatcher', () => {
  const batches = async (batcher: object, language: Language = 'JSONPath'): Promise<number[]> => {
    const items = language === 'JSONPath' ? { ItemsPath: '$.l' } : { Items: '{% $states.input.l %}' };
    const { output } = await run(one(map({ ...items, ItemBatcher: batcher }), language), { l: ['aaaa', 'bbbb', 'cccc'], n: 2, bytes: 30 });
    return (output as { Items: Json[] }[]).map((batch) => batch.Items.length);
  };

  it.each<[language: Language, batcher: object]>([
    ['JSONPath', { MaxItemsPerBatch: 2 }],
    ['JSONPath', { MaxItemsPerBatchPath: '$.n' }],
    ['JSONPath', { MaxInputBytesPerBatch: 30 }],
    ['JSONPath', { MaxInputBytesPerBatchPath: '$.bytes' }],
    ['JSONata', { MaxItemsPerBatch: '{% $states.input.n %}' }],
    ['JSONata', { MaxInputBytesPerBatch: '{% $states.input.bytes %}' }],
  ])('in %s, %j, puts two items into a batch', async (language, batcher) => {
    expect(await batches(batcher, language)).toEqual([2, 1]);
  });

  it('gives every batch its BatchInput', async () => {
    const inPath = one(map({ ItemsPath: '$.l', ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'n.$': '$.n' } } }));
    const inQuery = one(map({ Items: [1], ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { n: '{% $states.input.n %}' } } }), 'JSONata');

    expect((await run(inPath, { l: [1], n: 7 })).output).toEqual([{ BatchInput: { n: 7 }, Items: [1] }]);
    expect((await run(inQuery, { n: 7 })).output).toEqual([{ BatchInput: { n: 7 }, Items: [1] }]);
  });
});

describe('ResultWriter', () => {
  const RESOURCE = 'arn:aws:states:::s3:putObject';

  it.each<[language: Language, writer: object]>([
    ['JSONPath', { Parameters: { Bucket: 'b', 'Prefix.$': '$.p' } }],
    ['JSONata', { Arguments: { Bucket: 'b', Prefix: '{% $states.input.p %}' } }],
  ])('in %s exports what became of each child to its Resource', async (language, writer) => {
    const bucket = new Bucket();
    const items = language === 'JSONPath' ? { ItemsPath: '$.l' } : { Items: '{% $states.input.l %}' };
    const definition = one(map({ ...items, ResultWriter: { Resource: RESOURCE, ...writer } }), language);
    const { output } = await run(definition, { l: [1, 2], p: 'out' }, bucket.answer);

    const { Key: manifest } = (output as { ResultWriterDetails: { Key: string } }).ResultWriterDetails;
    const { ResultFiles: files } = JSON.parse(bucket.objects[manifest] as string) as { ResultFiles: { SUCCEEDED: { Key: string }[] } };
    const records = JSON.parse(bucket.objects[files.SUCCEEDED[0]?.Key ?? ''] as string) as object[];
    expect(manifest).toMatch(/^out\/.+\/manifest\.json$/);
    expect(records).toMatchObject([{ Input: '1', Output: '1', Status: 'SUCCEEDED' }, { Input: '2' }]);
  });

  it.each<[config: object, written: Json]>([
    [{ Transformation: 'COMPACT', OutputType: 'JSON' }, [[1], [2]]],
    [{ Transformation: 'FLATTEN', OutputType: 'JSON' }, [1, 2]],
    [{ Transformation: 'FLATTEN', OutputType: 'JSONL' }, '1\n2\n'],
  ])('with the WriterConfig %j gives %j', async (config, written) => {
    const bucket = new Bucket();
    const inState = await run(one(map({ ResultWriter: { WriterConfig: config } })), [[1], [2]]);
    const writer = { Resource: RESOURCE, Parameters: { Bucket: 'b' }, WriterConfig: config };
    await run(one(map({ ResultWriter: writer })), [[1], [2]], bucket.answer);

    const [, text] = Object.entries(bucket.objects).find(([key]) => key.includes('SUCCEEDED')) as [string, string];
    expect(inState.output).toEqual(written);
    expect(typeof written === 'string' ? text : JSON.parse(text)).toEqual(written);
  });

  it('with the Transformation NONE gives all that is known of each child', async () => {
    const { output } = await run(one(map({ ResultWriter: { WriterConfig: { Transformation: 'NONE', OutputType: 'JSON' } } })), [7]);

    expect(output).toMatchObject([{ Input: '7', Output: '7', Status: 'SUCCEEDED' }]);
  });

  it('that cannot write fails with States.ResultWriterFailed', async () => {
    const writer = { Resource: RESOURCE, Parameters: { Bucket: 'b' } };
    const execution = await run(one(map({ ResultWriter: writer })), [1], (_request, done) => done.fail('S3.NoSuchBucketException', 'no'));

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.ResultWriterFailed' });
    expect(execution.cause).toContain('S3.NoSuchBucketException');
  });
});
