import type { Json } from './json.ts';

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** Parses JSON; a number that is too great is an error and not infinite. */
export function parseFinite(text: string): Json {
  return JSON.parse(text, (_key, member: unknown) => {
    if (member === Number.POSITIVE_INFINITY || member === Number.NEGATIVE_INFINITY) throw new SyntaxError('a number is out of range');
    return member;
  }) as Json;
}

/** The same, to which a name that is there twice in one object is an error, too. */
export function parseStrictly(text: string): Json {
  const value = parseFinite(text);
  refuseDuplicates(text);
  return value;
}

function refuseDuplicates(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const names = open.at(-1) as Set<string>;
      const name = JSON.parse(last) as string;
      if (names.has(name)) throw new SyntaxError(`the name ${last} is there twice`);
      names.add(name);
    } else last = token;
  }
}

/** Reads base64 as the service's library does, which takes no other characters; undefined where it is none. */
export function decodeBase64(text: string): Buffer | undefined {
  const [, digits = '', padding = ''] = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(text) ?? [];
  if (digits.length + padding.length !== text.length || digits.length % 4 === 1) return undefined;
  return padding === '' || text.length % 4 === 0 ? Buffer.from(digits, 'base64') : undefined;
}
