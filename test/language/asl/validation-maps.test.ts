import { describe, expect, it } from 'vitest';
import { compileMachine, diagnose } from '#language/asl/index.ts';
import { one } from './host.ts';

type Row = [what: string, fields: object, expected: string[]];
type Type = 'STANDARD' | 'EXPRESS';

const INNER = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };
const DISTRIBUTED = { ...INNER, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };

function findings(definition: object, type: Type = 'STANDARD'): string[] {
  return diagnose(definition, { type })
    .filter(({ severity }) => severity === 'ERROR')
    .map(
      ({ code, location, message }) =>
        `${code === 'SCHEMA_VALIDATION_FAILED' ? '' : `${code} `}${location.replace(/^\/States\/S/, '') || '/'}: ${message}`,
    );
}

const refusals = (fields: object, language?: 'JSONPath' | 'JSONata', type?: Type) =>
  findings(one({ Type: 'Map', ItemProcessor: DISTRIBUTED, ...fields }, language), type);
const reader = (fields: object) => ({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: {}, ...fields } });
const config = (ReaderConfig: object) => reader({ ReaderConfig });

describe('the processor of a Map', () => {
  const FORMS = '[ItemProcessor, Iterator]';
  it.each<Row>([
    ['is missing', { ItemProcessor: undefined }, [`/: This object should have only one of the following fields: ${FORMS}`]],
    [
      'is there under both names',
      { Iterator: { StartAt: 'J', States: { J: INNER.States.I } } },
      [`/: There should only be one of the following fields: ${FORMS}`],
    ],
    ['is text', { ItemProcessor: 'I' }, ['/ItemProcessor: Expected value of type [OBJECT]']],
    ['has no states', { ItemProcessor: { StartAt: 'I' } }, ['/ItemProcessor: These fields are required: [States]']],
    [
      'starts nowhere',
      { ItemProcessor: { ...INNER, StartAt: 'X' } },
      [
        "MISSING_TRANSITION_TARGET /ItemProcessor/StartAt: Missing 'Next' target: X",
        'MISSING_TRANSITION_TARGET /ItemProcessor/States/I: State "I" is not reachable.',
      ],
    ],
    [
      'has a state of a name that is taken',
      { ItemProcessor: { StartAt: 'S', States: { S: { Type: 'Pass', End: true } } } },
      ['DUPLICATE_STATE_NAME /ItemProcessor/States/S: Duplicate State name: S'],
    ],
    [
      'has an unknown mode',
      { ItemProcessor: { ...INNER, ProcessorConfig: { Mode: 'FAST' } } },
      ['/ItemProcessor/ProcessorConfig/Mode: Value should be one of the following: [INLINE, DISTRIBUTED]'],
    ],
    [
      'is distributed without a type',
      { ItemProcessor: { ...INNER, ProcessorConfig: { Mode: 'DISTRIBUTED' } } },
      ['/ItemProcessor/ProcessorConfig: These fields are required: [ExecutionType]'],
    ],
    [
      'is inline with a type',
      { ItemProcessor: { ...INNER, ProcessorConfig: { Mode: 'INLINE', ExecutionType: 'STANDARD' } } },
      ["/ItemProcessor/ProcessorConfig: Field 'ExecutionType' is not supported"],
    ],
    [
      'is of an unknown type',
      { ItemProcessor: { ...INNER, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'QUICK' } } },
      ['/ItemProcessor/ProcessorConfig/ExecutionType: Value should be one of the following: [STANDARD, EXPRESS]'],
    ],
    ['is an Iterator alone', { ItemProcessor: undefined, Iterator: INNER }, []],
  ])('that %s is judged', (_what, fields, expected) => {
    expect(refusals(fields)).toEqual(expected);
  });

  it('cannot be distributed within Express, whatever is around it', () => {
    const refused =
      "/ItemProcessor/ProcessorConfig/Mode: The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines";
    const nested = {
      StartAt: 'M',
      States: { M: { Type: 'Map', ItemProcessor: DISTRIBUTED, End: true } },
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    };

    expect(refusals({}, 'JSONPath', 'EXPRESS')).toEqual([refused]);
    expect(refusals({ ItemProcessor: nested })).toEqual([`/ItemProcessor/States/M${refused}`]);
  });

  it('that runs as Express has no pattern that takes long', () => {
    const Resource = 'arn:aws:states:::batch:submitJob.sync';
    const processor = (ExecutionType: Type) => ({
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
      StartAt: 'T',
      States: { T: { Type: 'Task', Resource, Parameters: {}, End: true } },
    });

    expect(refusals({ ItemProcessor: processor('STANDARD') })).toEqual([]);
    expect(refusals({ ItemProcessor: processor('EXPRESS') })).toEqual([
      "/ItemProcessor/States/T/Resource: Express state machine does not support '.sync' service integration",
    ]);
  });
});

describe('the limits of a Map', () => {
  it.each<Row>([
    ['fewer than no items at a time', { MaxConcurrency: -1 }, ['/MaxConcurrency: Minimum value is 0']],
    ['half an item at a time', { MaxConcurrency: 0.5 }, ['/MaxConcurrency: Expected value of type Integer']],
    [
      'two limits at a time',
      { MaxConcurrency: 1, MaxConcurrencyPath: '$.n' },
      ['/: There should only be one of the following fields: [MaxConcurrency, MaxConcurrencyPath]'],
    ],
    ['fewer than no failures', { ToleratedFailureCount: -1 }, ['/ToleratedFailureCount: Minimum value is 0']],
    [
      'two counts of failures',
      { ToleratedFailureCount: 1, ToleratedFailureCountPath: '$.n' },
      ['/: There should only be one of the following fields: [ToleratedFailureCount, ToleratedFailureCountPath]'],
    ],
    ['more than every failure', { ToleratedFailurePercentage: 100.1 }, ['/ToleratedFailurePercentage: Maximum value is 100']],
    ['less than no share of failures', { ToleratedFailurePercentage: -1 }, ['/ToleratedFailurePercentage: Minimum value is 0']],
    ['a share that is text', { ToleratedFailurePercentage: '5' }, ['/ToleratedFailurePercentage: Expected value of type Number']],
    [
      'two shares of failures',
      { ToleratedFailurePercentage: 1, ToleratedFailurePercentagePath: '$.n' },
      ['/: There should only be one of the following fields: [ToleratedFailurePercentage, ToleratedFailurePercentagePath]'],
    ],
    [
      'items selected twice',
      { ItemSelector: {}, Parameters: {} },
      ['/: There should only be one of the following fields: [ItemSelector, Parameters]'],
    ],
    ['a count and a share', { MaxConcurrency: 0, ToleratedFailureCount: 0, ToleratedFailurePercentage: 12.5 }, []],
  ])('%s are judged', (_what, fields, expected) => {
    expect(refusals(fields)).toEqual(expected);
  });

  it('may be expressions in JSONata only', () => {
    const fields = { MaxConcurrency: '{% 1 %}', ToleratedFailureCount: '{% 1 %}', ToleratedFailurePercentage: '{% 1 %}' };

    expect(refusals(fields, 'JSONata')).toEqual([]);
    expect(refusals(fields)).toHaveLength(3);
  });
});

describe('the Items of a Map in JSONata', () => {
  it.each<[items: unknown, expected: string[]]>([
    ['a', ['/Items: Value should be an array, an object or a JSONata expression']],
    [5, ['/Items: Value should be an array, an object or a JSONata expression']],
    [[1, '{% $states.input %}'], []],
    [{ a: 1 }, []],
    ['{% $states.input %}', []],
  ])('%j are judged', (Items, expected) => {
    expect(refusals({ Items }, 'JSONata')).toEqual(expected);
  });
});

describe('the Label of a Map', () => {
  it.each<[what: string, label: unknown, expected: string[]]>([
    [
      '41 characters',
      'x'.repeat(41),
      [`INVALID_LABEL_NAME /Label: Invalid Label name: ${'x'.repeat(41)} exceeds the 40-character limit allowed by the service`],
    ],
    ['a blank', 'a b', ['INVALID_LABEL_NAME /Label: Invalid Label name: a b']],
    ['a wildcard', 'a*', ['INVALID_LABEL_NAME /Label: Invalid Label name: a*']],
    ['a control', 'a\u0000', ['INVALID_LABEL_NAME /Label: Invalid Label name: a\u0000']],
    ['nothing', '', ['INVALID_LABEL_NAME /Label: Invalid Label name: ']],
    ['a number', 5, ['/Label: Expected value of type [STRING]']],
    ['letters, digits and signs', 'Map-1_a.b', []],
  ])('of %s is judged', (_what, Label, expected) => {
    expect(refusals({ Label })).toEqual(expected);
  });

  it('belongs to one Map of a machine', () => {
    const map = (name: string) => ({
      Type: 'Map',
      Label: 'L',
      ItemProcessor: { ...DISTRIBUTED, StartAt: name, States: { [name]: { Type: 'Pass', End: true } } },
    });
    const definition = { StartAt: 'A', States: { A: { ...map('I'), Next: 'B' }, B: { ...map('J'), End: true } } };

    expect(findings(definition)).toEqual(['DUPLICATE_LABEL_NAME /States/B/Label: Duplicate Label name: L']);
  });
});

describe('what a distributed Map reads, batches and writes', () => {
  const GET = 'arn:<partition>:states:::s3:getObject';
  it.each<Row>([
    ['a reader without a resource', { ItemReader: { Parameters: {} } }, ['/ItemReader: These fields are required: [Resource]']],
    [
      'a reader of something else',
      reader({ Resource: 'arn:aws:states:::sqs:receiveMessage' }),
      [
        `/ItemReader/Resource: The field 'Resource' does not match any of the allowed values. Examples: [${GET}, arn:<partition>:states:::s3:listObjectsV2]`,
      ],
    ],
    ['a reader with a field of its own', reader({ Foo: 1 }), ["/ItemReader: Field 'Foo' is not supported"]],
    [
      'a reader of JSONata in JSONPath',
      reader({ Arguments: {} }),
      ["/ItemReader: The QueryLanguage is set to 'JSONPath', but field 'Arguments' is only supported for the 'JSONata' QueryLanguage"],
    ],
    [
      'an unknown type of input',
      config({ InputType: 'XML' }),
      ["/ItemReader/ReaderConfig/InputType: The field 'InputType' should have one of these values: [MANIFEST, JSON, CSV, JSONL, PARQUET]"],
    ],
    [
      'a table without the place of its heads',
      config({ InputType: 'CSV' }),
      ["/ItemReader/ReaderConfig: The field 'CSVHeaderLocation' is required"],
    ],
    [
      'a table without its heads',
      config({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN' }),
      ['/ItemReader/ReaderConfig: These fields are required: [CSVHeaders]'],
    ],
    [
      'a table with heads from nowhere',
      config({ InputType: 'CSV', CSVHeaderLocation: 'LAST_ROW' }),
      ['/ItemReader/ReaderConfig/CSVHeaderLocation: Value should be one of the following: [FIRST_ROW, GIVEN]'],
    ],
    [
      'heads of what is no table',
      config({ InputType: 'JSON', CSVHeaderLocation: 'FIRST_ROW' }),
      ["/ItemReader/ReaderConfig: Field 'CSVHeaderLocation' is not supported"],
    ],
    [
      'an unknown delimiter',
      config({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: ';' }),
      ['/ItemReader/ReaderConfig/CSVDelimiter: Value should be one of the following: [COMMA, PIPE, SEMICOLON, SPACE, TAB]'],
    ],
    ['fewer than no items', config({ InputType: 'JSON', MaxItems: -1 }), ['/ItemReader/ReaderConfig/MaxItems: Minimum value is 0']],
    [
      'two limits of items',
      config({ InputType: 'JSON', MaxItems: 1, MaxItemsPath: '$.n' }),
      ['/ItemReader/ReaderConfig: There should only be one of the following fields: [MaxItems, MaxItemsPath]'],
    ],
    ['a batch of no items', { ItemBatcher: { MaxItemsPerBatch: 0 } }, ['/ItemBatcher/MaxItemsPerBatch: Minimum value is 1']],
    ['a batch of no bytes', { ItemBatcher: { MaxInputBytesPerBatch: 0 } }, ['/ItemBatcher/MaxInputBytesPerBatch: Minimum value is 1']],
    [
      'two sizes of a batch',
      { ItemBatcher: { MaxItemsPerBatch: 1, MaxItemsPerBatchPath: '$.n' } },
      ['/ItemBatcher: There should only be one of the following fields: [MaxItemsPerBatch, MaxItemsPerBatchPath]'],
    ],
    [
      'an input of the batch that does not parse',
      { ItemBatcher: { MaxItemsPerBatch: 1, BatchInput: { 'a.$': 'x' } } },
      ["/ItemBatcher/BatchInput: The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call"],
    ],
    [
      'a writer to something else',
      { ResultWriter: { Resource: 'arn:aws:states:::s3:getObject', Parameters: {} } },
      [
        "/ResultWriter/Resource: The field 'Resource' does not match any of the allowed values. Examples: [arn:<partition>:states:::s3:putObject]",
      ],
    ],
    [
      'a writer without a request',
      { ResultWriter: { Resource: 'arn:aws:states:::s3:putObject' } },
      ['/ResultWriter: ResultWriter must have WriterConfig, or Resource with its request, or all of them'],
    ],
    [
      'an empty writer',
      { ResultWriter: {} },
      ['/ResultWriter: ResultWriter must have WriterConfig, or Resource with its request, or all of them'],
    ],
    [
      'half of a format',
      { ResultWriter: { WriterConfig: { OutputType: 'JSON' } } },
      ['/ResultWriter/WriterConfig: These fields are required: [Transformation]'],
    ],
    [
      'an unknown format',
      { ResultWriter: { WriterConfig: { OutputType: 'CSV', Transformation: 'NONE' } } },
      ['/ResultWriter/WriterConfig/OutputType: Value should be one of the following: [JSON, JSONL]'],
    ],
    ['a whole reader', config({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a'], CSVDelimiter: 'PIPE', MaxItems: 5 }), []],
    [
      'a whole writer',
      {
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: 'b' },
          WriterConfig: { OutputType: 'JSONL', Transformation: 'FLATTEN' },
        },
      },
      [],
    ],
  ])('%s is judged', (_what, fields, expected) => {
    expect(refusals(fields)).toEqual(expected);
  });
});

describe('the fields of a distributed Map on one that is inline', () => {
  it.each<[field: string, value: unknown]>([
    ['ItemReader', { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'b' } }],
    ['ItemBatcher', { MaxItemsPerBatch: 5 }],
  ])('%s is legal, and refused by this interpreter by its name', (field, value) => {
    const definition = one({ Type: 'Map', ItemProcessor: INNER, [field]: value });

    expect(findings(definition)).toEqual([]);
    expect(() => compileMachine(definition)).toThrow(field);
  });
});
