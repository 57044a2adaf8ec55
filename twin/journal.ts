import { createHash } from 'node:crypto';

/** What a line of the journal can be about. */
export const ENTRY_KINDS = [
  'header',
  'call', // an AWS API call and its outcome
  'event', // an event on a bus, and the rules that took it
  'invocation', // a Lambda invocation: start, end, error
  'state', // a state machine entered a state, or an execution changed its status
  'alarm', // an alarm changed its state
  'request', // a person's or a probe's request to the site or to the control plane
  'flow', // visitors as a rate: from, to, requests, failed, by status
  'activity', // a resource changed: group activity, target health, database role, stack
  'fault', // a fault that was injected
  'note', // what a player did from outside
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export type Entry = { n: number; at: string; kind: EntryKind; hash: string; [field: string]: unknown };

/** Hash chained, append only: each line's hash covers the line before. Same seed and input: same lines, byte for byte. */
export class Journal {
  readonly lines: string[] = [];
  readonly #nowMs: () => number;
  #hash = ''.padStart(64, '0');

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get head(): string {
    return this.#hash;
  }

  write(kind: EntryKind, fields: Record<string, unknown>): void {
    const body = JSON.stringify({ n: this.lines.length, at: new Date(this.#nowMs()).toISOString(), kind, ...fields });
    this.#hash = createHash('sha256').update(this.#hash).update(body).digest('hex');
    this.lines.push(`${body.slice(0, -1)},"hash":"${this.#hash}"}`);
  }

  text(): string {
    return this.lines.length === 0 ? '' : `${this.lines.join('\n')}\n`;
  }
}

/** Checks a journal's chain; answers the first line (from 1) that does not hold, or undefined. */
export function firstBrokenLine(text: string): number | undefined {
  let hash = ''.padStart(64, '0');
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const [index, line] of lines.entries()) {
    const cut = line.lastIndexOf(',"hash":"');
    const body = `${line.slice(0, cut)}}`;
    hash = createHash('sha256').update(hash).update(body).digest('hex');
    if (cut < 0 || line.slice(cut) !== `,"hash":"${hash}"}` || !line.startsWith(`{"n":${index},`)) return index + 1;
  }
  return undefined;
}
