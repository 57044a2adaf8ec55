import type { StateSource } from './compile-context.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { isExpression } from './jsonata.ts';
import type { Common, ItemBatcher, ItemReader, MapState, Program, ResultWriter } from './model.ts';
import { compileNumber, type NumberRule } from './numbers.ts';
import { parseResource } from './resource.ts';

const CONCURRENCY: NumberRule = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, text: true };
const TOLERATED_COUNT: NumberRule = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, text: true };
const TOLERATED_PERCENTAGE: NumberRule = { minimum: 0, maximum: 100, fraction: true, text: true, range: 'must be between 0 and 100.' };
const POSITIVE: NumberRule = { minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const INPUT_TYPES = ['CSV', 'JSON', 'JSONL'];

/** Compiles what only Map has; `compileInner` compiles its processor. */
export function compileMap(source: StateSource, common: Common, compileInner: (value: Json, location: string) => Program): MapState {
  const { definition } = source;
  const field = definition.ItemProcessor !== undefined ? 'ItemProcessor' : 'Iterator';
  const processor = definition[field];
  if (processor === undefined) source.report(source.location, 'The field "ItemProcessor" is required.');
  if (definition.ItemProcessor !== undefined && definition.Iterator !== undefined)
    source.report(source.at('Iterator'), 'Only one of "ItemProcessor" and "Iterator" is allowed.');
  const distributed = isDistributed(source, processor, field);
  const number = (name: string, rule: NumberRule) => compileNumber(name, definition, source.jsonata, source.location, source.report, rule);
  if (!distributed) refuseDistributedFields(source);
  return {
    ...common,
    type: 'Map',
    processor: compileInner(processor ?? { StartAt: '', States: {} }, source.at(field)),
    distributed,
    itemsPath: source.path('ItemsPath'),
    itemsPathText: typeof definition.ItemsPath === 'string' ? definition.ItemsPath : undefined,
    items: compileItems(source),
    itemsText: isExpression(definition.Items) ? definition.Items.slice(2, -2).trim() : undefined,
    itemSelector: source.template(definition.ItemSelector !== undefined ? 'ItemSelector' : 'Parameters'),
    maxConcurrency: number('MaxConcurrency', CONCURRENCY),
    toleratedCount: number('ToleratedFailureCount', TOLERATED_COUNT),
    toleratedPercentage: number('ToleratedFailurePercentage', TOLERATED_PERCENTAGE),
    reader: compileReader(source),
    batcher: compileBatcher(source),
    writer: compileWriter(source),
  };
}

function isDistributed(source: StateSource, processor: Json | undefined, field: string): boolean {
  const config = isObject(processor) ? processor.ProcessorConfig : undefined;
  if (!isObject(config)) return false;
  if (config.Mode !== undefined && config.Mode !== 'INLINE' && config.Mode !== 'DISTRIBUTED') {
    source.report(`${source.at(field)}/ProcessorConfig/Mode`, 'The field "Mode" must be "INLINE" or "DISTRIBUTED".');
  }
  if (config.Mode === 'DISTRIBUTED' && config.ExecutionType !== 'STANDARD' && config.ExecutionType !== 'EXPRESS') {
    source.report(`${source.at(field)}/ProcessorConfig/ExecutionType`, 'The field "ExecutionType" must be "STANDARD" or "EXPRESS".');
  }
  return config.Mode === 'DISTRIBUTED';
}

function refuseDistributedFields(source: StateSource): void {
  for (const field of ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label']) {
    if (source.definition[field] !== undefined)
      source.report(source.at(field), `The field "${field}" is supported only by a Map of mode "DISTRIBUTED".`);
  }
}

function compileItems(source: StateSource): MapState['items'] {
  const value = source.definition.Items;
  if (value !== undefined && !Array.isArray(value) && !isObject(value) && typeof value !== 'string')
    source.report(source.at('Items'), 'The field "Items" must be an array or a JSONata expression.');
  return source.template('Items');
}

function objectField(source: StateSource, field: string): [JsonObject, StateSource] | undefined {
  const value = source.definition[field];
  if (value === undefined) return undefined;
  if (!isObject(value)) {
    source.report(source.at(field), `The field "${field}" must be an object.`);
    return undefined;
  }
  return [value, source.inner(value, source.at(field))];
}

function compileReader(source: StateSource): ItemReader | undefined {
  const [value, inner] = objectField(source, 'ItemReader') ?? [];
  if (value === undefined || inner === undefined) return undefined;
  const config = isObject(value.ReaderConfig) ? value.ReaderConfig : {};
  const inputType = typeof config.InputType === 'string' ? config.InputType : undefined;
  if (inputType !== undefined && !INPUT_TYPES.includes(inputType)) {
    source.report(
      `${inner.location}/ReaderConfig/InputType`,
      `The input type "${inputType}" is not supported by this interpreter; it reads ${INPUT_TYPES.join(', ')} and object lists.`,
    );
  }
  const resource = parseResource(inner.required('Resource'), inner.at('Resource'), source.report);
  return {
    resource: resource ?? { text: '', kind: 'service', service: '', action: '', waitsForToken: false, submits: false },
    parameters: inner.template(source.jsonata ? 'Arguments' : 'Parameters', 'ItemReader/Arguments'),
    inputType,
    headers: config.CSVHeaderLocation === 'GIVEN' && Array.isArray(config.CSVHeaders) ? config.CSVHeaders.map(String) : undefined,
    delimiter: DELIMITERS[String(config.CSVDelimiter ?? 'COMMA')] ?? ',',
    maxItems: compileNumber('MaxItems', config, source.jsonata, `${inner.location}/ReaderConfig`, source.report, {
      minimum: 0,
      maximum: 100_000_000,
    }),
  };
}

const DELIMITERS: Readonly<Record<string, string>> = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' };

function compileBatcher(source: StateSource): ItemBatcher | undefined {
  const [value, inner] = objectField(source, 'ItemBatcher') ?? [];
  if (value === undefined || inner === undefined) return undefined;
  const number = (name: string) => compileNumber(name, value, source.jsonata, inner.location, source.report, POSITIVE);
  const batcher = {
    input: inner.template('BatchInput', 'ItemBatcher/BatchInput'),
    maxItems: number('MaxItemsPerBatch'),
    maxBytes: number('MaxInputBytesPerBatch'),
  };
  if (batcher.maxItems === undefined && batcher.maxBytes === undefined)
    source.report(inner.location, 'One of "MaxItemsPerBatch" and "MaxInputBytesPerBatch" is required.');
  return batcher;
}

function compileWriter(source: StateSource): ResultWriter | undefined {
  const [value, inner] = objectField(source, 'ResultWriter') ?? [];
  if (value === undefined || inner === undefined) return undefined;
  return {
    resource: value.Resource === undefined ? undefined : parseResource(value.Resource, inner.at('Resource'), source.report),
    parameters: inner.template(source.jsonata ? 'Arguments' : 'Parameters', 'ResultWriter/Arguments'),
  };
}
