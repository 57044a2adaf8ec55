import { describe, expect, it } from 'vitest';
import type { Json, TaskDone, TaskRequest } from '#language/asl/index.ts';
import { begin, one, run, TestHost } from './host.ts';

const GET = 'arn:aws:states:::s3:getObject';
const LIST = 'arn:aws:states:::s3:listObjectsV2';
const PROCESSOR = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'P',
  States: { P: { Type: 'Pass', End: true } },
};

/** A bucket: objects by key, listed two a page. */
function bucket(objects: Readonly<Record<string, string>>) {
  return (request: TaskRequest, done: TaskDone): void => {
    const { Key: key, ContinuationToken: token = '0' } = request.input as { Key?: string; ContinuationToken?: string };
    if (key !== undefined) {
      if (objects[key] === undefined) done.fail('S3.NoSuchKeyException', 'The specified key does not exist.');
      else done.succeed({ Body: objects[key] });
      return;
    }
    const keys = Object.keys(objects);
    const page = keys
      .slice(Number(token), Number(token) + 2)
      .map((Key) => ({ Key, Size: 1, ETag: `"${Key}"`, LastModified: '2018-02-09T11:30:00Z' }));
    const more = Number(token) + 2 < keys.length ? { NextContinuationToken: String(Number(token) + 2) } : {};
    done.succeed({ ...(page.length > 0 && { Contents: page }), ...more });
  };
}

const read = (config: object, objects: Record<string, string>, input: Json = {}, resource = GET) => {
  const parameters = resource === GET ? { Bucket: 'b', Key: Object.keys(objects)[0] ?? 'none' } : { Bucket: 'b', Prefix: '' };
  const reader = { Resource: resource, Parameters: parameters, ReaderConfig: config };
  return run(one({ Type: 'Map', ItemReader: reader, ItemProcessor: PROCESSOR }), input, bucket(objects));
};

const INVENTORY = {
  sourceBucket: 'source',
  destinationBucket: 'arn:aws:s3:::b',
  fileFormat: 'CSV',
  fileSchema: 'Bucket, Key, Size',
  files: [{ key: 'one.csv' }, { key: 'two.csv' }],
};
const FIRST = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };

describe('the items of a distributed Map', () => {
  it.each<[what: string, config: object, objects: Record<string, string>, items: Json]>([
    ['a JSON list', {}, { k: '[1, null, {"a": 1}]' }, [1, null, { a: 1 }]],
    [
      'a JSON object',
      { InputType: 'JSON' },
      { k: '{"a": 1, "b": {"c": 2}}' },
      [
        { Key: 'a', Value: 1 },
        { Key: 'b', Value: { c: 2 } },
      ],
    ],
    ['an empty list', {}, { k: '[]' }, []],
    ['an empty object', {}, { k: '{}' }, []],
    ['a list behind a pointer', { InputType: 'JSON', ItemsPointer: '/a/1' }, { k: '{"a": [0, [7, 8]]}' }, [7, 8]],
    [
      'an object behind a pointer with escapes',
      { InputType: 'JSON', ItemsPointer: '/a~1b/~0' },
      { k: '{"a/b": {"~": {"x": 1}}}' },
      [{ Key: 'x', Value: 1 }],
    ],
    ['JSON Lines', { InputType: 'JSONL' }, { k: '1\n\n{"a": "\\n"}\n  \n' }, [1, { a: '\n' }]],
    ['CSV with a header', FIRST, { k: 'a,b\n1,2\n' }, [{ a: '1', b: '2' }]],
    [
      'CSV with given headers',
      { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['x', 'y', 'z'] },
      { k: '1,2\n' },
      [{ x: '1', y: '2', z: '' }],
    ],
    ['CSV by another delimiter', { ...FIRST, CSVDelimiter: 'SEMICOLON' }, { k: 'a;b\n1,5;2\n' }, [{ a: '1,5', b: '2' }]],
    ['no more than MaxItems', { MaxItems: 2 }, { k: '[1, 2, 3]' }, [1, 2]],
    ['all, for a MaxItems of 0', { MaxItems: 0 }, { k: '[1, 2, 3]' }, [1, 2, 3]],
    [
      'an S3 inventory',
      { InputType: 'MANIFEST' },
      { k: JSON.stringify(INVENTORY), 'one.csv': '"s","x","1"\n', 'two.csv': '"s","y","2"\n' },
      [
        { Bucket: 's', Key: 'x', Size: '1' },
        { Bucket: 's', Key: 'y', Size: '2' },
      ],
    ],
    [
      'files that Athena has written',
      { InputType: 'JSONL', ManifestType: 'ATHENA_DATA' },
      { k: 's3://b/p/1\ns3://b/p/2\n', 'p/1': '{"a":1}\n', 'p/2': '{"a":2}\n' },
      [{ a: 1 }, { a: 2 }],
    ],
  ])('may be %s', async (_what, config, objects, items) => {
    expect(await read(config, objects)).toMatchObject({ status: 'SUCCEEDED', output: items });
  });

  const listed = (Key: string) => ({ Key, Size: 1, Etag: `"${Key}"`, LastModified: Date.UTC(2018, 1, 9, 11, 30) / 1000 });

  it.each<[what: string, config: object, objects: Record<string, string>, items: Json]>([
    ['over all pages', {}, { a: '', b: '', c: '' }, [listed('a'), listed('b'), listed('c')]],
    ['up to MaxItems', { MaxItems: 1 }, { a: '', b: '' }, [listed('a')]],
    ['of an empty bucket', {}, {}, []],
    ['and their contents', { Transformation: 'LOAD_AND_FLATTEN', InputType: 'JSON' }, { a: '[1, 2]', b: '[]', c: '[3]' }, [1, 2, 3]],
    [
      'and as many contents as MaxItems',
      { Transformation: 'LOAD_AND_FLATTEN', InputType: 'JSONL', MaxItems: 2 },
      { a: '1\n', b: '2\n3\n', c: 'never read' },
      [1, 2],
    ],
    ['and not their contents', { Transformation: 'NONE', InputType: 'JSON' }, { a: '[1]' }, [listed('a')]],
  ])('may be the objects of a prefix, %s', async (_what, config, objects, items) => {
    expect(await read(config, objects, {}, LIST)).toMatchObject({ status: 'SUCCEEDED', output: items });
  });

  it.each<[what: string, config: object, objects: Record<string, string>, cause: string]>([
    ['is not there', {}, {}, 'S3.NoSuchKeyException: The specified key does not exist.'],
    ['is a number', {}, { k: '7' }, 'Attempting to map over non-iterable node.'],
    ['is no JSON', {}, { k: '[1' }, 'The content of the object is not valid JSON'],
    ['has a line that is no JSON', { InputType: 'JSONL' }, { k: '1\n{\n' }, 'The content of the object is not valid JSON'],
    [
      'has nothing where the pointer points',
      { InputType: 'JSON', ItemsPointer: '/a/b' },
      { k: '{"a": []}' },
      'ItemsPointer finds nothing: /a/b',
    ],
    [
      'has a text where the pointer points',
      { InputType: 'JSON', ItemsPointer: '/a' },
      { k: '{"a": "x"}' },
      'Attempting to map over non-iterable node.',
    ],
    ['has a header twice', FIRST, { k: 'a,a\n' }, 'CSV headers cannot contain duplicates.'],
    ['has headers of 11 KiB', FIRST, { k: `${'a'.repeat(11_264)}\n` }, 'CSV headers cannot be longer than 10240 bytes.'],
    ['is PARQUET', { InputType: 'PARQUET' }, { k: 'PAR1' }, 'The input type PARQUET is not supported here'],
    ['is compressed', { InputType: 'JSONL' }, { 'k.gz': '' }, 'The object k.gz is compressed, which is not supported here.'],
    ['is no manifest', { InputType: 'MANIFEST' }, { k: '{}' }, 'The manifest is not that of an S3 inventory'],
    [
      'is a manifest of ORC',
      { InputType: 'MANIFEST' },
      { k: JSON.stringify({ ...INVENTORY, fileFormat: 'ORC' }) },
      'only CSV is supported',
    ],
    ['lists a file that is not there', { InputType: 'MANIFEST' }, { k: JSON.stringify(INVENTORY) }, 'S3.NoSuchKeyException'],
    [
      'is no list of Athena',
      { InputType: 'JSONL', ManifestType: 'ATHENA_DATA' },
      { k: 'p/1\n' },
      'The manifest has a line that names no object: p/1',
    ],
  ])('fail with States.ItemReaderFailed where the object %s', async (_what, config, objects, cause) => {
    const execution = await read(config, objects);

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
    expect(execution.cause).toContain(cause);
  });

  it.each<[value: Json, items: number | string]>([
    [2, 2],
    ['2', 2],
    [0, 3],
    [-1, 'field MaxItems must be positive'],
    ['x', "The MaxItemsPath field refers to value 'x' which is not a valid integer: $.max"],
    [1.5, "The MaxItemsPath field refers to value '1.5' which is not a valid integer: $.max"],
    [null, "The MaxItemsPath field refers to value 'null' which is not a valid integer: $.max"],
  ])('are limited by MaxItemsPath: %j', async (value, items) => {
    const execution = await read({ MaxItemsPath: '$.max' }, { k: '[1, 2, 3]' }, { max: value });

    if (typeof items === 'number') expect(execution.output).toHaveLength(items);
    else expect(execution).toMatchObject({ error: 'States.ItemReaderFailed', cause: items });
  });

  it.each<[value: Json, cause: string]>([
    [1.5, 'The MaxItems field cannot be parsed as an integer: 1.5'],
    [-1, 'MaxItems must be between 0 and 100000000 but was: -1'],
    [
      '2',
      "specified for the field 'ItemReader/ReaderConfig/MaxItems' returned an unexpected result type. Expected 'number', but was 'string'",
    ],
  ])('are limited by an expression, too: %j', async (value, cause) => {
    const reader = {
      Resource: GET,
      Arguments: { Bucket: 'b', Key: '{% $states.input.k %}' },
      ReaderConfig: { MaxItems: '{% $states.input.max %}' },
    };
    const state = one({ Type: 'Map', ItemReader: reader, ItemProcessor: PROCESSOR }, 'JSONata');
    const good = await run(state, { k: 'key', max: 1 }, bucket({ key: '[1, 2]' }));
    const bad = await run(state, { k: 'key', max: value }, bucket({ key: '[1, 2]' }));

    expect(good.output).toEqual([1]);
    expect(bad.error).toBe('States.QueryEvaluationError');
    expect(bad.cause).toContain(cause);
  });

  it('are not read before the Map Run has started, which then fails with them', async () => {
    const reader = { Resource: GET, Parameters: { Bucket: 'b', Key: 'k' } };
    const { history } = await run(one({ Type: 'Map', ItemReader: reader, ItemProcessor: PROCESSOR }), {}, bucket({}));

    expect(history.slice(2, 5)).toMatchObject([
      { type: 'MapStateStarted', details: { length: 0 } },
      { type: 'MapRunStarted' },
      { type: 'MapRunFailed', details: { error: 'States.ItemReaderFailed' } },
    ]);
  });

  it.each([
    [262_142, 'SUCCEEDED', undefined],
    [262_143, 'FAILED', 'States.DataLimitExceeded'],
  ])('may be texts of %d characters in S3: %s', async (length, status, error) => {
    const reader = { Resource: GET, Parameters: { Bucket: 'b', Key: 'k' } };
    const state = one({ Type: 'Map', ItemReader: reader, ItemProcessor: PROCESSOR, ResultPath: null });
    const execution = await run(state, {}, bucket({ k: JSON.stringify(['x'.repeat(length)]) }));

    expect(execution.error).toBe(error);
    expect(execution.status).toBe(status);
  });

  it('may be larger where ItemSelector makes them smaller', async () => {
    const reader = { Resource: GET, Parameters: { Bucket: 'b', Key: 'k' } };
    const state = { Type: 'Map', ItemReader: reader, ItemSelector: { 'id.$': '$$.Map.Item.Value.id' }, ItemProcessor: PROCESSOR };

    const { output } = await run(one(state), {}, bucket({ k: JSON.stringify([{ id: 7, text: 'x'.repeat(300_000) }]) }));

    expect(output).toEqual([{ id: 7 }]);
  });

  it('fail so that it can be caught by name', async () => {
    const state = {
      Type: 'Map',
      ItemReader: { Resource: GET, Parameters: { Bucket: 'b', Key: 'k' } },
      ItemProcessor: PROCESSOR,
      Next: 'E',
    };
    const caught = { Type: 'Pass', End: true };
    const definition = {
      StartAt: 'S',
      States: { S: { ...state, Catch: [{ ErrorEquals: ['States.ItemReaderFailed'], Next: 'E' }] }, E: caught },
    };

    expect((await run(definition, {}, bucket({}))).output).toMatchObject({ Error: 'States.ItemReaderFailed' });
  });

  it('are asked of the host by the calls of S3’s own integration', async () => {
    const host = new TestHost(bucket({ k: '[]' }));
    await begin(one({ Type: 'Map', ItemReader: { Resource: GET, Parameters: { Bucket: 'b', Key: 'k' } }, ItemProcessor: PROCESSOR }), host);

    expect(host.calls.map(({ request }) => [request.resource, request.input])).toEqual([
      ['arn:aws:states:::aws-sdk:s3:getObject', { Bucket: 'b', Key: 'k' }],
    ]);
  });
});
