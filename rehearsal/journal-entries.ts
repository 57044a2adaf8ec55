import type { Entry, EntryKind } from '#twin/journal.ts';

/** The entries of some kinds, in order; other lines are not parsed, since a weekend has tens of thousands. */
export function entriesOf(lines: Iterable<string>, ...kinds: readonly EntryKind[]): Entry[] {
  const marks = kinds.map((kind) => `","kind":"${kind}"`);
  const found: Entry[] = [];
  for (const line of lines) {
    // The kind stands at a fixed place: {"n":…,"at":"…","kind":"…"
    const head = line.slice(0, 80);
    if (marks.some((mark) => head.includes(mark))) found.push(JSON.parse(line) as Entry);
  }
  return found;
}

/** A journal's text as its lines. */
export const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');
