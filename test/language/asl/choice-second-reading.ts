import type { Json } from '#language/asl/index.ts';

/** A rule's answer: it holds, it does not, or it reads what is not there, which fails the state. */
export type Verdict = 'holds' | 'fails to hold' | 'reads nothing';

type Rule = { [field: string]: Json };

/** A second reading of choice rules, slow and obvious: one operator after the other, each said in words of its own. */
export function judge(rule: Rule, document: { [name: string]: Json }): Verdict {
  if (rule.Not !== undefined) {
    const inner = judge(rule.Not as Rule, document);
    return inner === 'reads nothing' ? inner : inner === 'holds' ? 'fails to hold' : 'holds';
  }
  for (const [word, decisive] of [
    ['And', 'fails to hold'],
    ['Or', 'holds'],
  ] as const) {
    if (rule[word] === undefined) continue;
    for (const part of rule[word] as Rule[]) {
      const verdict = judge(part, document);
      if (verdict === decisive || verdict === 'reads nothing') return verdict;
    }
    return decisive === 'holds' ? 'fails to hold' : 'holds';
  }
  return compare(rule, document);
}

function compare(rule: Rule, document: { [name: string]: Json }): Verdict {
  const name = String(rule.Variable).slice(2);
  const [operator, operand] = Object.entries(rule).find(([field]) => field !== 'Variable') as [string, Json];
  const isThere = Object.keys(document).includes(name);
  if (operator === 'IsPresent') return said(isThere === operand);
  if (!isThere) return 'reads nothing';
  const value = document[name] as Json;
  if (operator.startsWith('Is')) return said(isA(operator, value) === operand);
  if (operator === 'StringMatches') return said(typeof value === 'string' && matchesFrom(String(operand), value));
  if (!operator.endsWith('Path')) return said(isOrdered(operator, value, operand));
  const other = String(operand).slice(2);
  return Object.keys(document).includes(other) ? said(isOrdered(operator.slice(0, -4), value, document[other] as Json)) : 'reads nothing';
}

const said = (holds: boolean): Verdict => (holds ? 'holds' : 'fails to hold');

function isA(operator: string, value: Json): boolean {
  if (operator === 'IsTimestamp') return nanosecondsOf(value) !== undefined;
  const names: Record<string, string> = {
    IsString: 'String',
    IsNumeric: 'Number',
    IsBoolean: 'Boolean',
    IsNull: 'Null',
    IsArray: 'Array',
    IsObject: 'Object',
  };
  return Object.prototype.toString.call(value) === `[object ${names[operator]}]`;
}

function isOrdered(operator: string, value: Json, operand: Json): boolean {
  const [, kind = '', order = ''] = /^(String|Numeric|Timestamp|Boolean)(.+)$/.exec(operator) ?? [];
  if (kind === 'Timestamp') return inOrder(order, nanosecondsOf(value), nanosecondsOf(operand));
  const type = { String: 'string', Numeric: 'number', Boolean: 'boolean' }[kind];
  if (typeof value !== type || typeof operand !== type) return false;
  return inOrder(order, value as string, operand as string);
}

function inOrder<T extends string | bigint>(order: string, a: T | undefined, b: T | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const found = a === b ? 'Equals' : a < b ? 'Less' : 'Greater';
  return {
    Equals: ['Equals'],
    LessThan: ['Less'],
    GreaterThan: ['Greater'],
    LessThanEquals: ['Less', 'Equals'],
    GreaterThanEquals: ['Greater', 'Equals'],
  }[order]?.includes(found) as boolean;
}

/** Nanoseconds since 1970 of a time stamp with its zone; each part counted for itself. */
function nanosecondsOf(value: Json): bigint | undefined {
  if (typeof value !== 'string') return undefined;
  const [date = '', rest = ''] = value.split('T');
  const zoneAt = rest.search(/[Z+-]/);
  if (zoneAt < 0 || date === '') return undefined;
  const [time = '', fraction = ''] = rest.slice(0, zoneAt).split('.');
  const day = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  if (!/^\d\d:\d\d:\d\d$/.test(time) || hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const zone = rest.slice(zoneAt);
  const [zoneHours = 0, zoneMinutes = 0] = zone === 'Z' ? [0, 0] : zone.slice(1).split(':').map(Number);
  const ahead = (zoneHours * 60 + zoneMinutes) * (zone.startsWith('-') ? -1 : 1);
  const wholeSeconds = day / 1000 + hours * 3600 + minutes * 60 + seconds - ahead * 60;
  return BigInt(wholeSeconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}

/** A star eats nothing, or one character and then maybe more. */
function matchesFrom(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) return matchesFrom(pattern.slice(1), text) || (text !== '' && matchesFrom(pattern, text.slice(1)));
  const isEscaped = pattern.startsWith('\\') && pattern.length > 1;
  const wanted = isEscaped ? pattern.charAt(1) : pattern.charAt(0);
  return text.charAt(0) === wanted && matchesFrom(pattern.slice(isEscaped ? 2 : 1), text.slice(1));
}
