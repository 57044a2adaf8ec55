import { type CharSet, compileNode, RegexLimitError, type RegexNode, type RegexProgram } from './regex-program.ts';

const DEPTH_LIMIT = 200;

/** Reads the source of a regular expression that the platform itself has accepted, so every syntax error has been found before. */
export function parseRegex(source: string, flags: string): RegexProgram {
  const ignoreCase = flags.includes('i');
  const reader = new Reader(source, ignoreCase, flags.includes('s'));
  const root = reader.alternatives(0);
  if (reader.at < source.length) throw unsupported(source, reader.at);
  return compileNode(root, reader.groups, flags.includes('m'), ignoreCase ? foldCase : (c) => c);
}

function unsupported(source: string, at: number): RegexLimitError {
  return new RegexLimitError(`the regular expression /${source}/ has syntax at character ${at + 1} that is not supported`);
}

/** As the platform folds without the flag u: never from outside ASCII into it, and never into more than one unit. */
function foldCase(c: string): string {
  const upper = c.toUpperCase();
  if (upper.length !== 1) return c;
  return c.charCodeAt(0) >= 128 && upper.charCodeAt(0) < 128 ? c : upper;
}

const ASSERTIONS = { '^': 'start', $: 'end', '\\b': 'word', '\\B': 'notWord' } as const;
const QUANTIFIER = /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y;
const ATOM_ESCAPE = /\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[0-3][0-7]{0,2}|[4-7][0-7]?|[\s\S])/y;
const CLASS = /\[(?:\\[\s\S]|[^\]\\])*\]/y;

class Reader {
  at = 0;
  /** Groups opened so far. */
  groups = 0;
  private readonly source: string;
  private readonly total: number;
  private readonly names: readonly string[];
  private readonly flags: string;
  private readonly sets = new Map<string, CharSet>();

  constructor(source: string, ignoreCase: boolean, dotAll: boolean) {
    this.source = source;
    this.flags = `${ignoreCase ? 'i' : ''}${dotAll ? 's' : ''}`;
    const opened = groupsOf(source);
    this.total = opened.length;
    this.names = opened;
  }

  alternatives(depth: number): RegexNode {
    if (depth > DEPTH_LIMIT) throw new RegexLimitError(`the regular expression nests deeper than ${DEPTH_LIMIT}`);
    const options = [this.sequence(depth)];
    while (this.take('|')) options.push(this.sequence(depth));
    return options.length === 1 ? (options[0] as RegexNode) : { type: 'choice', options };
  }

  private sequence(depth: number): RegexNode {
    const items: RegexNode[] = [];
    while (this.at < this.source.length && !this.source.startsWith('|', this.at) && !this.source.startsWith(')', this.at)) {
      const before = this.groups;
      items.push(this.quantified(this.atom(depth), before));
    }
    return { type: 'sequence', items };
  }

  private quantified(body: RegexNode, groupsBefore: number): RegexNode {
    const text = this.match(QUANTIFIER);
    if (text === undefined) return body;
    const greedy = !(text.length > 1 && text.endsWith('?'));
    const [minimum, maximum] = bounds(text);
    return { type: 'repeat', body, minimum, maximum, greedy, groups: [groupsBefore + 1, this.groups + 1] };
  }

  private atom(depth: number): RegexNode {
    for (const [text, kind] of Object.entries(ASSERTIONS)) if (this.take(text)) return { type: 'assert', kind };
    if (this.take('(')) return this.group(depth);
    const start = this.at;
    const text = this.match(CLASS) ?? this.reference() ?? this.match(ATOM_ESCAPE);
    if (typeof text === 'object') return text;
    if (text !== undefined) return { type: 'set', set: this.set(text) };
    this.at = start + 1;
    const c = this.source.charAt(start);
    return { type: 'set', set: this.set(c === '.' ? c : escaped(c)) };
  }

  private group(depth: number): RegexNode {
    const look = this.match(/\?(<?)([=!])/y);
    const behind = look?.includes('<') === true;
    const capturing = look === undefined && (!this.source.startsWith('?', this.at) || this.match(/\?<[^>]+>/y) !== undefined);
    if (look === undefined && !capturing && !this.take('?:')) throw unsupported(this.source, this.at);
    if (capturing) this.groups += 1;
    const index = this.groups;
    const body = this.alternatives(depth + 1);
    if (!this.take(')')) throw unsupported(this.source, this.at);
    if (look !== undefined) return { type: 'look', body, behind, negative: look.endsWith('!') };
    return capturing ? { type: 'group', index, body } : { type: 'sequence', items: [body] };
  }

  /** `\1` where there is such a group, `\k<name>` where there are names. */
  private reference(): RegexNode | undefined {
    const start = this.at;
    const digits = this.match(/\\[1-9]\d*/y);
    if (digits !== undefined) {
      const group = Number(digits.slice(1));
      if (group <= this.total) return { type: 'reference', group };
      this.at = start;
    }
    const name = this.names.some((one) => one !== '') ? this.match(/\\k<[^>]+>/y) : undefined;
    return name === undefined ? undefined : { type: 'reference', group: this.names.indexOf(name.slice(3, -1)) + 1 };
  }

  /** The platform decides what one character matches, case folding included; its answers are remembered. */
  private set(text: string): CharSet {
    const known = this.sets.get(text);
    if (known !== undefined) return known;
    const one = new RegExp(`^${text}$`, this.flags);
    const answers = new Map<number, boolean>();
    const set: CharSet = (code) => {
      let answer = answers.get(code);
      if (answer === undefined) {
        answer = one.test(String.fromCharCode(code));
        answers.set(code, answer);
      }
      return answer;
    };
    this.sets.set(text, set);
    return set;
  }

  private take(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}

function bounds(quantifier: string): [minimum: number, maximum: number] {
  const c = quantifier.charAt(0);
  if (c === '*') return [0, Number.POSITIVE_INFINITY];
  if (c === '+') return [1, Number.POSITIVE_INFINITY];
  if (c === '?') return [0, 1];
  const [from, to] = quantifier.slice(1, quantifier.indexOf('}')).split(',');
  return [Number(from), to === undefined ? Number(from) : to === '' ? Number.POSITIVE_INFINITY : Number(to)];
}

/** The names of all capturing groups in order, '' for those without one. */
function groupsOf(source: string): string[] {
  const found: string[] = [];
  const pattern = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\((?:\?<([^=!>][^>]*)>|(?!\?))/g;
  for (const m of source.matchAll(pattern)) if (m[0].startsWith('(')) found.push(m[1] ?? '');
  return found;
}

/** A lone character as a pattern of its own. */
function escaped(c: string): string {
  return `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
