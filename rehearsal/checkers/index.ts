import { entriesOf } from '../journal-entries.ts';
import type { Checker } from './checker.ts';
import { erroredNotPassed } from './errored-not-passed.ts';
import { noHookLeft } from './no-hook-left.ts';
import { noSecret } from './no-secret.ts';
import { oneRunPerSite } from './one-run-per-site.ts';
import { recordBeforeAct } from './record-before-act.ts';
import { runEndsOnce } from './run-ends-once.ts';
import { zeroTargetsNotGreen } from './zero-targets-not-green.ts';

/** Every property that must hold in a journal, one a file. */
export const CHECKERS: readonly Checker[] = [
  oneRunPerSite,
  recordBeforeAct,
  runEndsOnce,
  noHookLeft,
  zeroTargetsNotGreen,
  erroredNotPassed,
  noSecret,
];

/** Holds a journal against every checker; an empty answer is a journal in which everything held. */
export function checkAll(lines: readonly string[]): { checker: string; text: string }[] {
  const journal = { lines, entries: entriesOf(lines, 'call', 'event', 'state', 'activity', 'fault') };
  return CHECKERS.flatMap((checker) => checker.find(journal).map((text) => ({ checker: checker.name, text })));
}
