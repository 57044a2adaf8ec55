import { PatternProblem } from './errors.ts';

/** Says whether a string satisfies a pattern's text; other leaves never do. */
export type TextTest = (text: string) => boolean;

/** Compares character by character with the lower and upper case forms of the pattern's own characters. */
export function ignoreCaseTest(pattern: string, place: 'whole' | 'start' | 'end'): TextTest {
  const body = [...pattern].map(eitherCase).join('');
  const expression = new RegExp(`${place === 'end' ? '' : '^'}${body}${place === 'start' ? '' : '$'}`, 'u');
  return (text) => expression.test(text);
}

function eitherCase(character: string): string {
  const lower = escapeRegExp(character.toLowerCase());
  const upper = escapeRegExp(character.toUpperCase());
  return lower === upper ? lower : `(?:${lower}|${upper})`;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Splits `a*b\*c` at its wildcards into literal parts, escapes undone. */
export function parseWildcard(pattern: string): string[] {
  const parts = [''];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] as string;
    const next = pattern[at + 1];
    if (character === '*') {
      if (next === '*') throw new PatternProblem(`Consecutive wildcard characters at pos ${bytePosition(pattern, at)}`);
      parts.push('');
    } else if (character === '\\') {
      if (next !== '*' && next !== '\\') throw new PatternProblem(`Invalid escape character at pos ${bytePosition(pattern, at)}`);
      parts[parts.length - 1] += next;
      at += 1;
    } else {
      parts[parts.length - 1] += character;
    }
  }
  return parts;
}

/** The service counts bytes of the value within its quotation marks. */
function bytePosition(pattern: string, at: number): number {
  return new TextEncoder().encode(pattern.slice(0, at)).length + 1;
}

/** Matches the parts in order without backtracking: each middle part is taken at its first place. */
export function wildcardTest(pattern: string): TextTest {
  const parts = parseWildcard(pattern);
  const first = parts[0] as string;
  if (parts.length === 1) return (text) => text === first;
  const last = parts[parts.length - 1] as string;
  const middle = parts.slice(1, -1);
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let from = first.length;
    for (const part of middle) {
      const found = text.indexOf(part, from);
      if (found === -1 || found + part.length > end) return false;
      from = found + part.length;
    }
    return true;
  };
}
