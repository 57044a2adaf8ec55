import type { StateSource } from './compile-context.ts';
import { isObject, type JsonObject } from './json.ts';
import type { ItemBatcher, ItemReader, ReadFormat, Resource, ResultWriter } from './model.ts';
import { compileNumber, type NumberRule } from './numbers.ts';
import { parseResource } from './resource.ts';

const POSITIVE: NumberRule = {
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  text: true,
  range: (name) => `${name} must be a positive integer.`,
};
/** Items that the service reads at most (Developer Guide: input-output-itemreader). */
const MAX_ITEMS: NumberRule = {
  minimum: 0,
  maximum: 100_000_000,
  text: true,
  notANumber: (name, path, shown) => `The ${name}Path field refers to value '${shown}' which is not a valid integer: ${path}`,
  range: (name) => `field ${name} must be positive`,
};
const DELIMITERS: Readonly<Record<string, string>> = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' };
const FORMATS = ['CSV', 'JSON', 'JSONL', 'PARQUET'] as const;

/** A field that is an object, as a source of its own. */
function part(source: StateSource, field: string): StateSource | undefined {
  const value = source.definition[field];
  return isObject(value) ? source.inner(value, source.at(field)) : undefined;
}

/** What is asked of S3: Arguments or Parameters. */
function request(source: StateSource, field: string): ReturnType<StateSource['template']> {
  return source.jsonata ? source.template('Arguments', `${field}/Arguments`) : source.template('Parameters');
}

/** Compiles ItemReader. */
export function compileReader(state: StateSource): ItemReader | undefined {
  const source = part(state, 'ItemReader');
  if (source === undefined) return undefined;
  const config = part(source, 'ReaderConfig') ?? source.inner({}, source.at('ReaderConfig'));
  const { ManifestType: manifest, InputType: type, Transformation: transformation } = config.definition;
  const inventory = manifest === 'S3_INVENTORY' || type === 'MANIFEST' ? 'S3_INVENTORY' : undefined;
  return {
    resource: parseResource(source.definition.Resource as string) as Resource,
    parameters: request(source, 'ItemReader'),
    format: readFormat(config),
    manifest: manifest === 'ATHENA_DATA' ? 'ATHENA_DATA' : inventory,
    flatten: transformation === 'LOAD_AND_FLATTEN',
    maxItems: compileNumber(config, 'MaxItems', MAX_ITEMS, 'ItemReader/ReaderConfig/MaxItems'),
  };
}

function readFormat(config: StateSource): ReadFormat {
  const { InputType: type = 'JSON', CSVHeaderLocation: location, CSVHeaders: headers, CSVDelimiter: delimiter } = config.definition;
  return {
    type: FORMATS.find((format) => format === type) ?? 'CSV',
    headers: location === 'GIVEN' ? (headers as string[]) : undefined,
    delimiter: DELIMITERS[String(delimiter)] ?? ',',
    pointer: itemsPointer(config),
  };
}

/** A JSON Pointer's steps (RFC 6901). */
function itemsPointer(config: StateSource): string[] | undefined {
  const pointer = config.text('ItemsPointer') ?? '';
  if (pointer === '') return undefined;
  if (!pointer.startsWith('/')) config.report(config.at('ItemsPointer'), 'The value must be a JSON Pointer.');
  const steps = pointer.slice(1).split('/');
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Compiles ItemBatcher. */
export function compileBatcher(state: StateSource): ItemBatcher | undefined {
  const source = part(state, 'ItemBatcher');
  return (
    source && {
      input: source.template('BatchInput', 'ItemBatcher/BatchInput'),
      maxItems: compileNumber(source, 'MaxItemsPerBatch', POSITIVE, 'ItemBatcher/MaxItemsPerBatch'),
      maxBytes: compileNumber(source, 'MaxInputBytesPerBatch', POSITIVE, 'ItemBatcher/MaxInputBytesPerBatch'),
    }
  );
}

/** Compiles ResultWriter: what it exports without a WriterConfig has the children's metadata, what stays in the state has not. */
export function compileWriter(state: StateSource): ResultWriter | undefined {
  const source = part(state, 'ResultWriter');
  if (source === undefined) return undefined;
  const { Resource: resource, WriterConfig: config } = source.definition;
  const { Transformation: transformation, OutputType: type } = (config ?? {}) as JsonObject;
  return {
    resource: resource === undefined ? undefined : parseResource(resource as string),
    parameters: request(source, 'ResultWriter'),
    transformation: (['NONE', 'COMPACT', 'FLATTEN'] as const).find((one) => one === transformation) ?? (resource ? 'NONE' : 'COMPACT'),
    lines: type === 'JSONL',
  };
}
