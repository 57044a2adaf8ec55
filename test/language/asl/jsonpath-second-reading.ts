import type { Json } from '#language/asl/index.ts';

/** A path as its steps, before it is written down. */
export type PathStep =
  | { name: string; quoted: boolean }
  | { names: string[] }
  | { index: number }
  | { indexes: number[] }
  | { from: number | undefined; to: number | undefined }
  | { every: 'dot' | 'bracket' }
  | { deep: string }
  | { filter: Condition };

/** What a filter asks of each item. */
export type Condition =
  | { member: string; operator: '==' | '!=' | '<' | '<=' | '>' | '>='; value: number | string | boolean | null }
  | { member: string }
  | { without: string }
  | { both: [Condition, Condition] }
  | { either: [Condition, Condition] };

/** The path as it is written in a definition. */
export function writtenPath(steps: readonly PathStep[]): string {
  return `$${steps.map(writtenStep).join('')}`;
}

function writtenStep(step: PathStep): string {
  if ('name' in step) return step.quoted ? `['${step.name}']` : `.${step.name}`;
  if ('names' in step) return `[${step.names.map((name) => `'${name}'`).join(',')}]`;
  if ('index' in step) return `[${step.index}]`;
  if ('indexes' in step) return `[${step.indexes.join(',')}]`;
  if ('every' in step) return step.every === 'dot' ? '.*' : '[*]';
  if ('deep' in step) return `..${step.deep}`;
  if ('filter' in step) return `[?(${writtenCondition(step.filter)})]`;
  return `[${step.from ?? ''}:${step.to ?? ''}]`;
}

function writtenCondition(condition: Condition): string {
  if ('both' in condition) return condition.both.map((one) => `(${writtenCondition(one)})`).join(' && ');
  if ('either' in condition) return condition.either.map((one) => `(${writtenCondition(one)})`).join(' || ');
  if ('without' in condition) return `!@.${condition.without}`;
  if (!('operator' in condition)) return `@.${condition.member}`;
  const value = typeof condition.value === 'string' ? `'${condition.value}'` : String(condition.value);
  return `@.${condition.member} ${condition.operator} ${value}`;
}

/**
 * A second reading of paths, slow and obvious: a list of the values found so far, and for each step the list that comes next. A path of
 * names and single indexes answers one value, or nothing where a member is missing or a list has ended.
 */
export function find(steps: readonly PathStep[], document: Json): Json | undefined {
  const isSingle = steps.every((step) => 'name' in step || 'index' in step);
  let found: Json[] = [document];
  for (const step of steps) {
    const next: Json[] = [];
    for (const value of found) next.push(...from(step, value));
    found = next;
  }
  return isSingle ? found[0] : found;
}

function from(step: PathStep, value: Json): Json[] {
  const members = Object.prototype.toString.call(value) === '[object Object]' ? Object.entries(value as object) : [];
  const items = Array.isArray(value) ? value : [];
  const named = (wanted: string): Json[] => members.filter(([name]) => name === wanted).map(([, member]) => member as Json);
  const counted = (index: number): Json[] => items.filter((_, i) => i === (index < 0 ? items.length + index : index));
  if ('name' in step) return named(step.name);
  if ('names' in step) return step.names.flatMap(named);
  if ('index' in step) return counted(step.index);
  if ('indexes' in step) return step.indexes.flatMap(counted);
  if ('every' in step) return Array.isArray(value) ? items : members.map(([, member]) => member as Json);
  if ('deep' in step) return everywhere(value).flatMap((inner) => from({ name: step.deep, quoted: false }, inner));
  if ('filter' in step) return (Array.isArray(value) ? items : [value]).filter((item) => isTrue(step.filter, item));
  const place = (index: number | undefined, otherwise: number): number =>
    index === undefined ? otherwise : index < 0 ? Math.max(0, items.length + index) : index;
  return items.filter((_, i) => i >= place(step.from, 0) && i < place(step.to, items.length));
}

/** The value and all below it, from the top down. */
function everywhere(value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(everywhere)];
}

function isTrue(condition: Condition, item: Json): boolean {
  if ('both' in condition) return isTrue(condition.both[0], item) && isTrue(condition.both[1], item);
  if ('either' in condition) return isTrue(condition.either[0], item) || isTrue(condition.either[1], item);
  if ('without' in condition) return from({ name: condition.without, quoted: false }, item).length === 0;
  const [found] = from({ name: condition.member, quoted: false }, item);
  if (!('operator' in condition)) return found !== undefined;
  const { operator, value } = condition;
  if (operator === '==' || operator === '!=') return (found === value) === (operator === '==');
  if (typeof found !== typeof value || (typeof found !== 'number' && typeof found !== 'string')) return false;
  const [a, b] = [found as number, value as number];
  return (operator.startsWith('<') ? a < b : a > b) || (operator.endsWith('=') && a === b);
}
