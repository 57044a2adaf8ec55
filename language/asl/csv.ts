import { type JsonObject, setOwn } from './json.ts';

/** Reads CSV (RFC 4180 quoting); the first row names the columns unless headers are given. */
export function parseCsv(text: string, delimiter: string, headers?: readonly string[]): JsonObject[] {
  const rows = parseRows(text, delimiter);
  const names = headers ?? rows.shift() ?? [];
  return rows.map((row) => {
    const record: JsonObject = {};
    for (const [i, name] of names.entries()) setOwn(record, name, row[i] ?? '');
    return record;
  });
}

function parseRows(text: string, delimiter: string): string[][] {
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
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charAt(i);
    if (quoted) {
      if (c !== '"') field += c;
      else if (text.charAt(i + 1) === '"') {
        field += '"';
        i += 1;
      } else quoted = false;
    } else if (c === '"' && field === '') quoted = true;
    else if (c === delimiter) endField();
    else if (c === '\n') endRow();
    else if (c !== '\r') field += c;
  }
  endRow();
  return rows;
}
