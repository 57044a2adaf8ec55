import { csvHeaders, parseCsv } from './csv.ts';
import { readerFailed } from './errors.ts';
import { isObject, type Json } from './json.ts';
import { parseFinite } from './json-strict.ts';
import { itemsIn, type MapItem, sourceOf } from './map-item.ts';
import type { ObjectPlace } from './map-manifest.ts';
import type { ReadFormat } from './model.ts';

/** What the service takes for headers of a CSV file (Developer Guide: input-output-itemreader). */
const HEADER_LIMIT_BYTES = 10 * 1024;
const COMPRESSED = /\.(gz|gzip|zst|zstd)$/i;

/** The items in an object's content. */
export function parseItems(format: ReadFormat, content: Json, place: ObjectPlace): MapItem[] {
  if (COMPRESSED.test(place.key)) throw readerFailed(`The object ${place.key} is compressed, which is not supported here.`);
  if (format.type === 'PARQUET') throw readerFailed('The input type PARQUET is not supported here: an object is handed over as text.');
  const items = itemsIn(parse(format, content), sourceOf(place));
  if (items === undefined) throw readerFailed('Attempting to map over non-iterable node.');
  return items;
}

function parse(format: ReadFormat, content: Json): Json {
  if (typeof content !== 'string') return pointedAt(content, format.pointer);
  if (format.type === 'CSV') return parseTable(content, format);
  if (format.type === 'JSONL') return lines(content);
  return pointedAt(parseJson(content), format.pointer);
}

function parseTable(text: string, { delimiter, headers }: ReadFormat): Json[] {
  const names = headers ?? csvHeaders(text, delimiter);
  if (new Set(names).size < names.length) throw readerFailed('CSV headers cannot contain duplicates.');
  if (Buffer.byteLength(names.join(delimiter), 'utf8') > HEADER_LIMIT_BYTES)
    throw readerFailed(`CSV headers cannot be longer than ${HEADER_LIMIT_BYTES} bytes.`);
  return parseCsv(text, delimiter, headers);
}

function lines(text: string): Json[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseJson);
}

function parseJson(text: string): Json {
  try {
    return parseFinite(text);
  } catch (error) {
    throw readerFailed(`The content of the object is not valid JSON: ${(error as Error).message}`);
  }
}

function pointedAt(value: Json, pointer: readonly string[] = []): Json {
  let found: Json | undefined = value;
  for (const step of pointer) found = stepInto(found, step);
  if (found === undefined) throw readerFailed(`ItemsPointer finds nothing: /${pointer.join('/')}`);
  return found;
}

function stepInto(value: Json | undefined, step: string): Json | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(step) ? value[Number(step)] : undefined;
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}
