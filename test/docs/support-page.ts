import { readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGE = 'docs/asl-support.md';

/** A test that a row names: its title as it stands in the source, and its file. */
export type Shown = { title: string; file: string };

/** One row of a table: the section that it stands in, its cells by their column, the names that it is about, and the tests that show it. */
export type Row = { section: string; line: number; cells: Record<string, string>; names: string[]; shownBy: Shown[] };

/** The rows of the page's tables. */
export function rowsOf(text: string): Row[] {
  const rows: Row[] = [];
  let section = '';
  let columns: string[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    const heading = /^#+ (.*)$/.exec(line);
    if (heading !== null) section = (heading[1] as string).replaceAll('`', '');
    const cells = cellsOf(line);
    if (cells === undefined) columns = [];
    else if (columns.length === 0) columns = cells;
    else if (!cells.every((cell) => /^:?-+:?$/.test(cell))) rows.push(rowOf(section, i + 1, columns, cells));
  }
  return rows;
}

function cellsOf(line: string): string[] | undefined {
  if (!line.startsWith('|')) return undefined;
  return line
    .slice(1, line.lastIndexOf('|'))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim());
}

function rowOf(section: string, line: number, columns: string[], values: string[]): Row {
  const cells = Object.fromEntries(columns.map((column, i) => [column, values[i] ?? '']));
  const names = [...(values[0] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] as string);
  const links = [...(cells['shown by'] ?? '').matchAll(/\[([^\]]+(?:\[[^\]]*\][^\]]*)*)\]\(([^)]+)\)/g)];
  const shownBy = links.map((link) => ({ title: link[1] as string, file: path.join(path.dirname(PAGE), link[2] as string) }));
  return { section, line, cells, names, shownBy };
}

/** The page as it stands in the repository. */
export const supportRows = (): Row[] => rowsOf(readFileSync(path.join(ROOT, PAGE), 'utf8'));
