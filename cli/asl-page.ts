const TENTH_MS = 100;
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;
/** `0:00:00.0` and two blanks. */
const CLOCK_WIDTH = 11;
const HANGING = 4;
const NARROWEST = 30;
/** Controls, line ends and overrides of direction: text of a machine must not move the cursor of a terminal. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Lines for people: the virtual time, indented, who, what. What is said of one subject in one instant stands together. */
export class Page {
  private readonly width: number;
  private readonly startMs: number;
  private readonly print: (line: string) => void;
  private line: { atMs: number; subject: string; depth: number; parts: string[] } | undefined;

  constructor(startMs: number, width: number, print: (line: string) => void) {
    this.startMs = startMs;
    this.width = Math.max(NARROWEST, width);
    this.print = print;
  }

  say(atMs: number, depth: number, subject: string, text: string): void {
    const { line } = this;
    if (line !== undefined && line.atMs === atMs && line.subject === subject) {
      line.parts.push(text);
      return;
    }
    this.flush();
    this.line = { atMs, subject, depth, parts: [text] };
  }

  /** Prints what has been said last. */
  flush(): void {
    const { line } = this;
    this.line = undefined;
    if (line === undefined) return;
    const [does = '', ...more] = line.parts.map(plain);
    const head = `${plain(line.subject)}  ${does}`;
    const indent = Math.min(CLOCK_WIDTH + 2 * line.depth, Math.floor(this.width / 2));
    const room = this.width - indent;
    const whole = [head, ...more].join('; ');
    const blocks = whole.length <= room ? [whole] : [head, ...more.map((part) => ' '.repeat(HANGING) + part)];
    const [first = '', ...rest] = blocks.flatMap((block, i) => wrap(block, room, i === 0 ? HANGING : 2 * HANGING));
    this.print(clock(line.atMs - this.startMs).padEnd(indent) + first);
    for (const under of rest) this.print(' '.repeat(indent) + under);
  }
}

/** Text without anything that a terminal would obey. */
export function plain(text: string): string {
  return text.replace(UNSAFE, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Breaks text at blanks, or within a word that is too long; all lines but the first hang by some columns. */
export function wrap(text: string, width: number, hanging = 0): string[] {
  const lines: string[] = [];
  let rest = text;
  for (let room = width; rest.length > room; room = width) {
    const at = rest.lastIndexOf(' ', room);
    const end = at > hanging ? at : room;
    lines.push(rest.slice(0, end).trimEnd());
    rest = ' '.repeat(hanging) + rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** `0:00:11`, and tenths where there are any. */
function clock(elapsedMs: number): string {
  const tenths = Math.floor(elapsedMs / TENTH_MS);
  const seconds = Math.floor(tenths / 10);
  const two = (value: number): string => String(value).padStart(2, '0');
  const whole = `${Math.floor(seconds / HOUR_SECONDS)}:${two(Math.floor(seconds / MINUTE_SECONDS) % 60)}:${two(seconds % 60)}`;
  return tenths % 10 === 0 ? whole : `${whole}.${tenths % 10}`;
}

/** A span exactly: `1 d 2 h 3 min 4.5 s`. */
export function span(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / HOUR_SECONDS) % 24, 'h'],
    [Math.floor(seconds / MINUTE_SECONDS) % 60, 'min'],
    [((seconds % 60) * 1000 + (ms % 1000)) / 1000, 's'],
  ].filter(([value]) => value !== 0);
  return parts.map(([value, unit]) => `${value} ${unit}`).join(' ') || '0 s';
}

const SHOWN_CHARACTERS = 48;

/** A value as one short piece of JSON. */
export function brief(json: string): string {
  return json.length <= SHOWN_CHARACTERS ? json : `${json.slice(0, SHOWN_CHARACTERS - 1)}…`;
}
