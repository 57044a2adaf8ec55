import type { AttributeValue } from './attribute-value.ts';
import { validation } from './errors.ts';
import { Parser, refuseOverlaps } from './parser.ts';
import type { Path } from './path.ts';
import type { Placeholders } from './placeholders.ts';

/** The right side of a SET. */
export type SetValue =
  | { kind: 'path'; path: Path }
  | { kind: 'value'; value: AttributeValue }
  | { kind: 'plus' | 'minus'; left: SetValue; right: SetValue }
  | { kind: 'if-not-exists'; path: Path; otherwise: SetValue }
  | { kind: 'append'; left: SetValue; right: SetValue };

export type Update = {
  set: { path: Path; value: SetValue }[];
  remove: Path[];
  add: { path: Path; value: AttributeValue }[];
  delete: { path: Path; value: AttributeValue }[];
};

const PARAMETER = 'UpdateExpression';

/** Parses an UpdateExpression: each of SET, REMOVE, ADD and DELETE at most once, no path twice. */
export function parseUpdate(expression: string, placeholders: Placeholders): Update {
  const parser = new Parser(PARAMETER, expression, placeholders);
  const update: Update = { set: [], remove: [], add: [], delete: [] };
  const seen = new Set<string>();
  while (parser.token.kind !== 'end') {
    if (!parser.isWord('SET', 'REMOVE', 'ADD', 'DELETE')) parser.fail();
    const section = parser.next().text.toUpperCase();
    if (seen.has(section))
      throw validation(`Invalid ${PARAMETER}: The "${section}" section can only be used once in an update expression;`);
    seen.add(section);
    do readAction(parser, section, update);
    while (parser.skip(','));
  }
  const targets = [...update.set, ...update.add, ...update.delete].map((action) => action.path);
  refuseOverlaps(PARAMETER, [...targets, ...update.remove]);
  return update;
}

function readAction(parser: Parser, section: string, update: Update): void {
  const path = parser.path();
  if (section === 'REMOVE') update.remove.push(path);
  else if (section === 'ADD') update.add.push({ path, value: parser.value() });
  else if (section === 'DELETE') update.delete.push({ path, value: parser.value() });
  else {
    parser.take('=');
    update.set.push({ path, value: sum(parser) });
  }
}

function sum(parser: Parser): SetValue {
  const left = term(parser);
  if (!parser.isSign('+', '-')) return left;
  const kind = parser.next().text === '+' ? 'plus' : 'minus';
  return { kind, left, right: term(parser) };
}

function term(parser: Parser): SetValue {
  if (parser.skip('(')) {
    const inner = sum(parser);
    parser.take(')');
    return inner;
  }
  if (parser.token.kind === 'value') return { kind: 'value', value: parser.value() };
  if (!parser.isCall()) return { kind: 'path', path: parser.path() };
  const name = parser.token.text;
  if (name !== 'if_not_exists' && name !== 'list_append') parser.fail();
  parser.next();
  parser.take('(');
  const read = name === 'if_not_exists' ? ifNotExists(parser) : append(parser);
  parser.take(')');
  return read;
}

function ifNotExists(parser: Parser): SetValue {
  const path = parser.path();
  parser.take(',');
  return { kind: 'if-not-exists', path, otherwise: sum(parser) };
}

function append(parser: Parser): SetValue {
  const left = sum(parser);
  parser.take(',');
  return { kind: 'append', left, right: sum(parser) };
}
