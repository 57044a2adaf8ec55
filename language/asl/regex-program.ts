/** One instruction of a compiled regular expression. Jumps are absolute. */
export type Instruction =
  | { op: 'set'; set: CharSet; back: boolean }
  | { op: 'run'; set: CharSet; back: boolean; minimum: number; maximum: number; greedy: boolean }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'save'; slot: number }
  | { op: 'clear'; from: number; to: number }
  | { op: 'mark'; slot: number }
  | { op: 'progress'; slot: number }
  | { op: 'assert'; kind: 'start' | 'end' | 'word' | 'notWord' }
  | { op: 'reference'; group: number; back: boolean }
  | { op: 'look'; to: number; negative: boolean }
  | { op: 'done' };

/** A compiled regular expression: its instructions, its groups, and the positions it remembers. */
export type RegexProgram = { code: readonly Instruction[]; groups: number; slots: number; multiline: boolean; fold: (c: string) => string };

/** Whether a UTF-16 code unit belongs to a set. */
export type CharSet = (code: number) => boolean;

/** A tree as the parser makes it. */
export type RegexNode =
  | { type: 'set'; set: CharSet }
  | { type: 'sequence'; items: RegexNode[] }
  | { type: 'choice'; options: RegexNode[] }
  | { type: 'group'; index: number; body: RegexNode }
  | { type: 'repeat'; body: RegexNode; minimum: number; maximum: number; greedy: boolean; groups: [from: number, to: number] }
  | { type: 'look'; body: RegexNode; behind: boolean; negative: boolean }
  | { type: 'reference'; group: number }
  | { type: 'assert'; kind: 'start' | 'end' | 'word' | 'notWord' };

/** Instructions that a program may have: `(a{999}){999}` is refused instead of unrolled. */
const PROGRAM_LIMIT = 20_000;

/** A regular expression that this engine does not run. */
export class RegexLimitError extends Error {}

/** Turns a tree into instructions. Counted repetitions are unrolled; what lies in a lookbehind is matched from right to left. */
export function compileNode(root: RegexNode, groups: number, multiline: boolean, fold: (c: string) => string): RegexProgram {
  const compiler = new Compiler(groups);
  compiler.emit(root, false);
  compiler.push({ op: 'done' });
  return { code: compiler.code, groups, slots: compiler.slots, multiline, fold };
}

class Compiler {
  readonly code: Instruction[] = [];
  /** Two for each group and one for the whole match's start; marks come after them. */
  slots: number;

  constructor(groups: number) {
    this.slots = 2 * (groups + 1);
  }

  push(instruction: Instruction): number {
    if (this.code.length >= PROGRAM_LIMIT)
      throw new RegexLimitError(`the regular expression needs more than ${PROGRAM_LIMIT} steps unrolled`);
    return this.code.push(instruction) - 1;
  }

  emit(node: RegexNode, back: boolean): void {
    switch (node.type) {
      case 'set':
        this.push({ op: 'set', set: node.set, back });
        return;
      case 'sequence':
        for (const item of back ? [...node.items].reverse() : node.items) this.emit(item, back);
        return;
      case 'choice':
        this.emitChoice(node.options, back);
        return;
      case 'group':
        this.push({ op: 'save', slot: 2 * node.index + (back ? 1 : 0) });
        this.emit(node.body, back);
        this.push({ op: 'save', slot: 2 * node.index + (back ? 0 : 1) });
        return;
      case 'repeat':
        this.emitRepeat(node, back);
        return;
      case 'look':
        this.emitLook(node);
        return;
      case 'reference':
        this.push({ op: 'reference', group: node.group, back });
        return;
      case 'assert':
        this.push({ op: 'assert', kind: node.kind });
        return;
      default:
        node satisfies never;
    }
  }

  private emitChoice(options: RegexNode[], back: boolean): void {
    const exits: number[] = [];
    for (const [i, option] of options.entries()) {
      if (i === options.length - 1) {
        this.emit(option, back);
        break;
      }
      const split = this.push({ op: 'split', first: this.code.length + 1, second: 0 });
      this.emit(option, back);
      exits.push(this.push({ op: 'jump', to: 0 }));
      this.code[split] = { op: 'split', first: split + 1, second: this.code.length };
    }
    for (const exit of exits) this.code[exit] = { op: 'jump', to: this.code.length };
  }

  private emitRepeat(node: RegexNode & { type: 'repeat' }, back: boolean): void {
    const { body, minimum, maximum, greedy } = node;
    if (body.type === 'set') {
      this.push({ op: 'run', set: body.set, back, minimum, maximum, greedy });
      return;
    }
    for (let i = 0; i < minimum; i += 1) this.emitIteration(node, back);
    if (maximum === Number.POSITIVE_INFINITY) {
      const split = this.push({ op: 'jump', to: 0 });
      this.emitChecked(node, back);
      this.push({ op: 'jump', to: split });
      this.code[split] = this.fork(split + 1, this.code.length, greedy);
      return;
    }
    const splits: number[] = [];
    for (let i = minimum; i < maximum; i += 1) {
      splits.push(this.push({ op: 'jump', to: 0 }));
      this.emitChecked(node, back);
    }
    for (const split of splits) this.code[split] = this.fork(split + 1, this.code.length, greedy);
  }

  private fork(inside: number, after: number, greedy: boolean): Instruction {
    return greedy ? { op: 'split', first: inside, second: after } : { op: 'split', first: after, second: inside };
  }

  /** Captures of an earlier turn do not live on in the next. */
  private emitIteration(node: RegexNode & { type: 'repeat' }, back: boolean): void {
    const [from, to] = node.groups;
    if (to > from) this.push({ op: 'clear', from: 2 * from, to: 2 * to });
    this.emit(node.body, back);
  }

  /** An optional turn that takes nothing is no turn: without this `(a*)*` would not end. */
  private emitChecked(node: RegexNode & { type: 'repeat' }, back: boolean): void {
    const slot = this.slots;
    this.slots += 1;
    this.push({ op: 'mark', slot });
    this.emitIteration(node, back);
    this.push({ op: 'progress', slot });
  }

  private emitLook(node: RegexNode & { type: 'look' }): void {
    const look = this.push({ op: 'look', to: 0, negative: node.negative });
    this.emit(node.body, node.behind);
    this.push({ op: 'done' });
    this.code[look] = { op: 'look', to: this.code.length, negative: node.negative };
  }
}
