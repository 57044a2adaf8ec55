import { validation } from './errors.ts';

export type Token = { kind: 'word' | 'name' | 'value' | 'index' | 'sign' | 'end'; text: string };

const TOKEN = /\s*(?:(#[A-Za-z0-9_-]+)|(:[A-Za-z0-9_-]+)|([A-Za-z_][A-Za-z0-9_]*)|(\d+)|(<>|<=|>=|[=<>()[\],.+-]))/y;
/** DynamoDB refuses longer expressions. */
const MAX_LENGTH = 4096;

/** The tokens of an expression, ended by an `end`; `parameter` names it in errors. */
export function tokenize(parameter: string, expression: string): Token[] {
  if (expression.trim() === '') throw validation(`Invalid ${parameter}: The expression can not be empty;`);
  if (expression.length > MAX_LENGTH) throw validation(`Invalid ${parameter}: Expression size has exceeded the maximum allowed size;`);
  const tokens: Token[] = [];
  const scanner = new RegExp(TOKEN);
  const end = expression.trimEnd().length;
  while (scanner.lastIndex < end) {
    const at = scanner.lastIndex;
    const match = scanner.exec(expression);
    if (!match) throw validation(`Invalid ${parameter}: Syntax error; token: "${expression.slice(at).trim()[0]}"`);
    const [, name, value, word, index, sign] = match;
    if (name) tokens.push({ kind: 'name', text: name });
    else if (value) tokens.push({ kind: 'value', text: value });
    else if (word) tokens.push({ kind: 'word', text: word });
    else if (index) tokens.push({ kind: 'index', text: index });
    else tokens.push({ kind: 'sign', text: sign as string });
  }
  tokens.push({ kind: 'end', text: '<EOF>' });
  return tokens;
}
