const OPENING = /^(\s*)(describe|it)(\.each\b.*|\(.*)$/;
const QUOTED = /^(['"`])((?:\\.|(?!\1).)*)\1/;
/** How the titles above one are joined to it. */
export const JOINT = ' › ';

/**
 * The titles of a test file as they stand in its source, tables with their placeholders, each below the descriptions around it. Reads
 * lines by their indentation, which the formatter keeps.
 */
export function titlesOf(source: string): string[] {
  const titles: string[] = [];
  const around: { indent: number; title: string }[] = [];
  const lines = source.split('\n');
  for (const [i, line] of lines.entries()) {
    const [, space, kind, rest] = OPENING.exec(line) ?? [];
    if (space === undefined || rest === undefined) continue;
    const title = rest.startsWith('(') ? quoted(rest.slice(1), lines[i + 1]) : behindTable(lines, i, space.length);
    while (around.length > 0 && (around.at(-1)?.indent as number) >= space.length) around.pop();
    if (title === undefined) continue;
    if (kind === 'describe') around.push({ indent: space.length, title });
    else titles.push([...around.map((one) => one.title), title].join(JOINT));
  }
  return titles;
}

/** A quoted text here, or on the next line where this one ends. */
function quoted(text: string, next: string | undefined): string | undefined {
  return QUOTED.exec(text.trim() === '' ? (next ?? '').trim() : text)?.[2]?.replaceAll(/\\(.)/g, '$1');
}

/** The title behind the table of an `each`, which ends on the same line or on a later one of the same indentation. */
function behindTable(lines: readonly string[], from: number, indent: number): string | undefined {
  for (const [i, line] of lines.slice(from).entries()) {
    const depth = line.length - line.trimStart().length;
    if (i > 0 && (depth < indent || (depth === indent && !/^\s*[\])}>]/.test(line)))) return undefined;
    const at = i === 0 || depth === indent ? line.search(/\)\((?=['"`]|$)/) : -1;
    if (at >= 0) return quoted(line.slice(at + 2), lines[from + i + 1]);
  }
  return undefined;
}
