import type { Entry } from '#twin/journal.ts';

/** What a checker reads: a journal's lines as they stand, and those parsed that the checkers ask for. */
export type JournalView = { readonly lines: readonly string[]; readonly entries: readonly Entry[] };

/** One property that must hold in every journal, whatever was broken in it. It reads the journal and nothing else. */
export type Checker = {
  readonly name: string;
  /** A sentence for each place where the property does not hold. */
  find(journal: JournalView): string[];
};
