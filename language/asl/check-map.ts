import { path, payload } from './check-path.ts';
import { query } from './check-query.ts';
import type { Check, Rule, Spot } from './check-spot.ts';
import { integer, listOf, oneOf, ruled, text } from './check-values.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { isExpression } from './jsonata.ts';

const READERS = ['s3:getObject', 's3:listObjectsV2'];
const INPUT_TYPES = ['MANIFEST', 'JSON', 'CSV', 'JSONL', 'PARQUET'];
/** Label: what the service names child executions with (Step Functions: state-map-distributed). */
const LABEL_LIMIT = 40;
const NO_LABEL = /[\s?*<>{}[\]:;,\\|^~$#%&`"\p{Cc}]/u;

/** A field of S3's integrations, written in the language of its state. */
const REQUEST = { jsonPath: { Parameters: payload }, jsonata: { Arguments: query } };

const READER_CONFIG: Rule = {
  fields: {
    InputType: named('InputType', INPUT_TYPES),
    Transformation: oneOf('NONE', 'LOAD_AND_FLATTEN'),
    ManifestType: oneOf('ATHENA_DATA', 'S3_INVENTORY'),
    CSVHeaderLocation: oneOf('FIRST_ROW', 'GIVEN'),
    CSVHeaders: listOf(text),
    CSVDelimiter: oneOf('COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'),
    ItemsPointer: text,
    MaxItems: integer(0),
  },
  jsonPath: { MaxItemsPath: path },
  atMostOne: [['MaxItems', 'MaxItemsPath']],
  also: (config, spot) => {
    if (config.InputType === 'CSV' && config.CSVHeaderLocation === undefined) spot.error("The field 'CSVHeaderLocation' is required");
    if (config.InputType === 'JSON' && config.CSVHeaderLocation !== undefined) spot.error("Field 'CSVHeaderLocation' is not supported");
    if (config.CSVHeaderLocation === 'GIVEN' && config.CSVHeaders === undefined) spot.error('These fields are required: [CSVHeaders]');
  },
};

const READER: Rule = {
  ...REQUEST,
  fields: { Resource: s3(READERS), ReaderConfig: ruled(READER_CONFIG) },
  required: ['Resource'],
};

const BATCHER: Rule = {
  fields: {
    BatchInput: (value, spot) => (spot.setting.jsonata ? query : payload)(value, spot),
    MaxItemsPerBatch: integer(1),
    MaxInputBytesPerBatch: integer(1),
  },
  jsonPath: { MaxItemsPerBatchPath: path, MaxInputBytesPerBatchPath: path },
  atMostOne: [
    ['MaxItemsPerBatch', 'MaxItemsPerBatchPath'],
    ['MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'],
  ],
};

const WRITER: Rule = {
  ...REQUEST,
  fields: {
    Resource: s3(['s3:putObject']),
    WriterConfig: ruled({
      fields: { Transformation: oneOf('NONE', 'COMPACT', 'FLATTEN'), OutputType: oneOf('JSON', 'JSONL') },
      required: ['Transformation', 'OutputType'],
    }),
  },
  also: (writer, spot) => {
    const request = writer[spot.setting.jsonata ? 'Arguments' : 'Parameters'];
    if ((writer.Resource === undefined) !== (request === undefined) || (writer.Resource === undefined && writer.WriterConfig === undefined))
      spot.error('ResultWriter must have WriterConfig, or Resource with its request, or all of them');
  },
};

const PROCESSOR_CONFIG: Rule = {
  fields: { Mode: oneOf('INLINE', 'DISTRIBUTED'), ExecutionType: oneOf('STANDARD', 'EXPRESS') },
  also: (config, spot) => {
    if (config.Mode === 'DISTRIBUTED' && config.ExecutionType === undefined) spot.error('These fields are required: [ExecutionType]');
    if (config.Mode === 'INLINE' && config.ExecutionType !== undefined) spot.error("Field 'ExecutionType' is not supported");
    if (config.Mode === 'DISTRIBUTED' && spot.setting.express)
      spot.at('Mode').error("The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines");
  },
};

/** ItemReader, ItemBatcher, ResultWriter and ProcessorConfig. */
export const reader: Check = ruled(READER);
export const batcher: Check = ruled(BATCHER);
export const writer: Check = ruled(WRITER);
export const processorConfig: Check = ruled(PROCESSOR_CONFIG);

/** Items: a list, an object, or an expression that gives one. */
export const items: Check = (value, spot) => {
  if (Array.isArray(value) || isObject(value) || isExpression(value)) query(value, spot);
  else spot.error('Value should be an array, an object or a JSONata expression');
};

/** Label. */
export const label: Check = (value, spot) => {
  if (typeof value !== 'string') spot.error('Expected value of type [STRING]');
  else if (value.length > LABEL_LIMIT)
    spot.error(`Invalid Label name: ${value} exceeds the ${LABEL_LIMIT}-character limit allowed by the service`, 'INVALID_LABEL_NAME');
  else if (value === '' || NO_LABEL.test(value)) spot.error(`Invalid Label name: ${value}`, 'INVALID_LABEL_NAME');
};

/** Reports labels that two Maps of a machine have in common. */
export function checkLabel(state: JsonObject, spot: Spot, labels: Set<string>): void {
  if (typeof state.Label !== 'string') return;
  if (labels.has(state.Label)) spot.at('Label').error(`Duplicate Label name: ${state.Label}`, 'DUPLICATE_LABEL_NAME');
  labels.add(state.Label);
}

/** Whether a Map's processor runs its items as Express executions. */
export function runsExpress(processor: Json): boolean {
  const config = isObject(processor) ? processor.ProcessorConfig : undefined;
  return isObject(config) && config.Mode === 'DISTRIBUTED' && config.ExecutionType === 'EXPRESS';
}

function named(field: string, values: readonly string[]): Check {
  return (value, spot) => {
    if (!values.includes(value as string)) spot.error(`The field '${field}' should have one of these values: [${values.join(', ')}]`);
  };
}

function s3(actions: readonly string[]): Check {
  return (value, spot) => {
    const action = typeof value === 'string' ? /^arn:aws[\w-]*:states:::(.+)$/.exec(value)?.[1] : undefined;
    if (action !== undefined && actions.includes(action)) return;
    const examples = actions.map((action) => `arn:<partition>:states:::${action}`).join(', ');
    spot.error(`The field 'Resource' does not match any of the allowed values. Examples: [${examples}]`);
  };
}
