import { parseRegex } from './regex-parse.ts';
import type { Instruction, RegexProgram } from './regex-program.ts';

/** Pays for so many steps of matching; throws when there are no more. */
export type Spend = (steps: number) => void;

/** Programs by source and flags: an expression that makes its regular expression anew at each evaluation compiles it once. */
const programs = new Map<string, RegexProgram>();
const PROGRAM_CACHE_LIMIT = 500;
const STEPS_PER_PAYMENT = 256;

/** Patterns in which nothing can be tried twice at one place: the platform's own engine runs them in linear time. */
const STRAIGHT = /^(?:\\[^bBkpPu\d]|[^\\|*+?{}()[\]]|\[(?:\\[\s\S]|[^\]\\])*\])*$/;

/** A regular expression as jsonata uses one, whose matching is paid for step by step: it ends, however it is written. */
export class BoundedRegex {
  lastIndex = 0;
  private readonly native: RegExp | undefined;
  private readonly program: RegexProgram | undefined;
  private readonly spend: Spend;

  constructor(expression: RegExp, spend: Spend) {
    this.spend = spend;
    if (STRAIGHT.test(expression.source)) this.native = new RegExp(expression.source, `${expression.flags.replace('g', '')}g`);
    else this.program = programOf(expression);
  }

  /** The next match at or after `lastIndex`, which moves behind it. */
  exec(text: string): RegExpExecArray | null {
    const from = this.lastIndex;
    if (this.native !== undefined) {
      this.native.lastIndex = from;
      const found = this.native.exec(text);
      this.lastIndex = this.native.lastIndex;
      this.spend(1 + (found === null ? text.length : this.lastIndex) - from);
      return found;
    }
    const slots = search(this.program as RegexProgram, text, from, this.spend);
    this.lastIndex = slots === undefined ? 0 : (slots[1] as number);
    return slots === undefined ? null : asMatch(slots, this.program as RegexProgram, text);
  }
}

function programOf(expression: RegExp): RegexProgram {
  const key = `${expression.flags}/${expression.source}`;
  let program = programs.get(key);
  if (program === undefined) {
    if (programs.size >= PROGRAM_CACHE_LIMIT) programs.clear();
    program = parseRegex(expression.source, expression.flags);
    programs.set(key, program);
  }
  return program;
}

function asMatch(slots: readonly number[], program: RegexProgram, text: string): RegExpExecArray {
  const match: (string | undefined)[] = [];
  for (let group = 0; group <= program.groups; group += 1) {
    const start = slots[2 * group] as number;
    const end = slots[2 * group + 1] as number;
    match.push(start < 0 || end < 0 ? undefined : text.slice(start, end));
  }
  return Object.assign(match, { index: slots[0] as number, input: text }) as unknown as RegExpExecArray;
}

function search(program: RegexProgram, text: string, from: number, spend: Spend): number[] | undefined {
  const matcher = new Matcher(program, text, spend);
  for (let start = from; start <= text.length; start += 1) {
    const end = matcher.start(start);
    if (end === undefined) continue;
    matcher.slots[0] = start;
    matcher.slots[1] = end;
    return matcher.slots;
  }
  matcher.pay();
  return undefined;
}

/** A place to go on from: at `pc`, at `at`, and, for a run of one set, at every position from there to `until`. */
type Fallback = { pc: number; at: number; until: number; step: number; trail: number };

class Matcher {
  slots: number[] = [];
  private readonly code: readonly Instruction[];
  private readonly program: RegexProgram;
  private readonly text: string;
  private readonly spend: Spend;
  /** Slots overwritten since, as pairs of slot and old value: going back undoes them. */
  private readonly trail: number[] = [];
  private readonly fallbacks: Fallback[] = [];
  private steps = 0;

  constructor(program: RegexProgram, text: string, spend: Spend) {
    this.program = program;
    this.code = program.code;
    this.text = text;
    this.spend = spend;
  }

  /** Where a match that starts here ends. */
  start(at: number): number | undefined {
    this.slots = new Array<number>(this.program.slots).fill(-1);
    this.trail.length = 0;
    this.fallbacks.length = 0;
    return this.run(0, at);
  }

  pay(): void {
    this.spend(this.steps);
    this.steps = 0;
  }

  /** Runs until this (sub)program is done or has no way left; ways older than its start are not its own. */
  private run(from: number, start: number): number | undefined {
    const base = this.fallbacks.length;
    let pc = from;
    let at = start;
    for (;;) {
      this.steps += 1;
      if (this.steps >= STEPS_PER_PAYMENT) this.pay();
      const instruction = this.code[pc] as Instruction;
      if (instruction.op === 'done') {
        this.fallbacks.length = base;
        return at;
      }
      const next = this.step(instruction, pc, at);
      if (next >= 0) {
        pc = instruction.op === 'jump' ? instruction.to : instruction.op === 'split' ? instruction.first : this.after(instruction, pc);
        at = next;
        continue;
      }
      const back = this.fallBack(base);
      if (back === undefined) return undefined;
      [pc, at] = back;
    }
  }

  private after(instruction: Instruction, pc: number): number {
    return instruction.op === 'look' ? instruction.to : pc + 1;
  }

  private fallBack(base: number): [pc: number, at: number] | undefined {
    const top = this.fallbacks[this.fallbacks.length - 1];
    if (top === undefined || this.fallbacks.length <= base) return undefined;
    this.undo(top.trail);
    const { pc, at } = top;
    if (at === top.until) this.fallbacks.pop();
    else top.at += top.step;
    return [pc, at];
  }

  private undo(length: number): void {
    while (this.trail.length > length) {
      const old = this.trail.pop() as number;
      this.slots[this.trail.pop() as number] = old;
    }
  }

  private set(slot: number, value: number): void {
    this.trail.push(slot, this.slots[slot] as number);
    this.slots[slot] = value;
  }

  /** The position after an instruction, or -1 where it does not hold. */
  private step(instruction: Instruction, pc: number, at: number): number {
    switch (instruction.op) {
      case 'set': {
        const read = instruction.back ? at - 1 : at;
        if (read < 0 || read >= this.text.length || !instruction.set(this.text.charCodeAt(read))) return -1;
        return instruction.back ? read : at + 1;
      }
      case 'run':
        return this.runOfSet(instruction, pc, at);
      case 'split':
        this.fallbacks.push({ pc: instruction.second, at, until: at, step: 1, trail: this.trail.length });
        return at;
      case 'save':
        this.set(instruction.slot, at);
        return at;
      case 'clear':
        for (let slot = instruction.from; slot < instruction.to; slot += 1) if (this.slots[slot] !== -1) this.set(slot, -1);
        return at;
      case 'mark':
        this.set(instruction.slot, at);
        return at;
      case 'progress':
        return this.slots[instruction.slot] === at ? -1 : at;
      case 'assert':
        return this.holds(instruction.kind, at) ? at : -1;
      case 'reference':
        return this.refer(instruction.group, instruction.back, at);
      case 'look':
        return this.look(pc, instruction.negative, at);
      default:
        return at; // jump
    }
  }

  /** A repeated set in one go: one fallback stands for all shorter (or, lazily, longer) runs. */
  private runOfSet(run: Instruction & { op: 'run' }, pc: number, at: number): number {
    const step = run.back ? -1 : 1;
    let count = 0;
    for (let here = at; count < run.maximum; here += step) {
      const read = run.back ? here - 1 : here;
      if (read < 0 || read >= this.text.length || !run.set(this.text.charCodeAt(read))) break;
      count += 1;
    }
    this.steps += count;
    if (count < run.minimum) return -1;
    const shortest = at + run.minimum * step;
    const longest = at + count * step;
    if (shortest === longest) return shortest;
    const trail = this.trail.length;
    if (run.greedy) this.fallbacks.push({ pc: pc + 1, at: longest - step, until: shortest, step: -step, trail });
    else this.fallbacks.push({ pc: pc + 1, at: shortest + step, until: longest, step, trail });
    return run.greedy ? longest : shortest;
  }

  private holds(kind: 'start' | 'end' | 'word' | 'notWord', at: number): boolean {
    const { text } = this;
    if (kind === 'start') return at === 0 || (this.program.multiline && isLineEnd(text.charCodeAt(at - 1)));
    if (kind === 'end') return at === text.length || (this.program.multiline && isLineEnd(text.charCodeAt(at)));
    const boundary = isWord(text.charCodeAt(at - 1)) !== isWord(text.charCodeAt(at));
    return boundary === (kind === 'word');
  }

  private refer(group: number, back: boolean, at: number): number {
    const start = this.slots[2 * group] as number;
    const end = this.slots[2 * group + 1] as number;
    if (start < 0 || end < 0) return at;
    const length = end - start;
    const from = back ? at - length : at;
    if (from < 0 || from + length > this.text.length) return -1;
    this.steps += length;
    const { fold } = this.program;
    for (let i = 0; i < length; i += 1) if (fold(this.text.charAt(start + i)) !== fold(this.text.charAt(from + i))) return -1;
    return back ? from : at + length;
  }

  private look(pc: number, negative: boolean, at: number): number {
    const trail = this.trail.length;
    const held = this.run(pc + 1, at) !== undefined;
    if (negative) this.undo(trail);
    return held === negative ? -1 : at;
  }
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}

function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}
