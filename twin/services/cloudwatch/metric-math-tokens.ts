import { AwsError } from '../../errors.ts';

/** `id` is a series (it begins with a small letter), `name` a function or a word. */
export type MathToken = { readonly kind: 'number' | 'id' | 'name' | 'sign'; readonly text: string };

const FORMS: readonly (readonly [MathToken['kind'], RegExp])[] = [
  ['number', /^\d+(\.\d+)?/],
  ['sign', /^(AND|OR)\b/],
  ['id', /^[a-z][A-Za-z0-9_]*/],
  ['name', /^[A-Z][A-Z_]*/],
  ['sign', /^(\|\||&&|[=!<>]=|[-+*/^<>()[\],])/],
];

/** The words and signs of an expression. */
export function mathTokens(text: string): MathToken[] {
  const tokens: MathToken[] = [];
  for (let rest = text.trimStart(); rest !== ''; ) {
    const token = first(rest);
    if (token === undefined) {
      throw new AwsError('ValidationError', `Invalid metrics list: ${JSON.stringify(rest)} is no part of an expression.`);
    }
    tokens.push(token);
    rest = rest.slice(token.text.length).trimStart();
  }
  return tokens;
}

function first(text: string): MathToken | undefined {
  for (const [kind, form] of FORMS) {
    const [found] = form.exec(text) ?? [];
    if (found !== undefined) return { kind, text: found };
  }
  return undefined;
}
