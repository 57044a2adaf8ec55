import { type JsonObject, setOwn } from './json.ts';

/** Reads CSV; the first row names the columns unless headers are given. A missing field is the empty text, a surplus one is left out. */
export function parseCsv(text: string, delimiter: string, headers?: readonly string[]): JsonObject[] {
  const rows = parseRows(text.startsWith('\uFEFF') ? text.slice(1) : text, delimiter);
  const names = headers ?? rows.shift() ?? [];
  return rows.map((row) => {
    const record: JsonObject = {};
    for (const [i, name] of names.entries()) setOwn(record, name, row[i] ?? '');
    return record;
  });
}

/** The names in a text's first row. */
export function csvHeaders(text: string, delimiter: string): string[] {
  return parseRows(text.startsWith('\uFEFF') ? text.slice(1) : text, delimiter, 1)[0] ?? [];
}

/**
 * Rows of fields. Quotes keep delimiters and line ends, and two of them are one, within quotes and without; a backslash keeps itself,
 * a quote and the delimiter, and is dropped before all else (Developer Guide: example-csv-parse-dist-map).
 */
function parseRows(text: string, delimiter: string, limit = Number.POSITIVE_INFINITY): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endField = (): void => {
    row.push(field);
    field = '';
  };
  const endRow = (): void => {
    endField();
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  for (let i = 0; i < text.length && rows.length < limit; i += 1) {
    const c = text.charAt(i);
    if (c === '\\') {
      i += 1;
      const kept = text.charAt(i);
      if (kept === '\\' || kept === '"' || kept === delimiter) field += kept;
      else i -= 1;
    } else if (quoted) {
      if (c !== '"') field += c;
      else if (text.charAt(i + 1) === '"') {
        field += '"';
        i += 1;
      } else quoted = false;
    } else if (c === '"' && field === '') quoted = true;
    else if (c === '"' && text.charAt(i + 1) === '"') {
      field += '"';
      i += 1;
    } else if (c === delimiter) endField();
    else if (c === '\n') endRow();
    else if (c !== '\r') field += c;
  }
  if (rows.length < limit) endRow();
  return rows;
}
