// Goal: conditions and updates mean what DynamoDB's guide says. Method: parse and evaluate expressions on plain items.
import { describe, expect, it } from 'vitest';
import type { Item } from '#twin/services/dynamodb/attribute-value.ts';
import { holds } from '#twin/services/dynamodb/condition.ts';
import { parseCondition } from '#twin/services/dynamodb/condition-parse.ts';
import { addNumbers, compareNumbers, normalNumber, subtractNumbers } from '#twin/services/dynamodb/decimal.ts';
import { Placeholders } from '#twin/services/dynamodb/placeholders.ts';
import { applyUpdate } from '#twin/services/dynamodb/update.ts';
import { parseUpdate } from '#twin/services/dynamodb/update-parse.ts';

const ITEM: Item = {
  pk: { S: 'SITE#myapp' },
  holder: { S: 'run-1' },
  untilMs: { N: '100' },
  zones: { SS: ['a', 'b'] },
  list: { L: [{ N: '1' }, { S: 'x' }] },
  nested: { M: { deep: { M: { flag: { BOOL: true } } } } },
};
const VALUES: Item = {
  ':n': { N: '100' },
  ':big': { N: '1e3' },
  ':s': { S: 'run-1' },
  ':p': { S: 'run' },
  ':a': { S: 'a' },
  ':t': { BOOL: true },
  ':type': { S: 'N' },
  ':two': { N: '2' },
};

const meets = (expression: string): boolean => {
  const used = Object.fromEntries(Object.entries(VALUES).filter(([name]) => new RegExp(`${name}\\b`).test(expression)));
  const names = Object.fromEntries(Object.entries({ '#until': 'untilMs', '#list': 'list' }).filter(([name]) => expression.includes(name)));
  return holds(parseCondition('ConditionExpression', expression, new Placeholders(names, used)), ITEM);
};

describe('a condition', () => {
  it.each([
    ['attribute_exists(pk) AND attribute_not_exists(gone)', true],
    ['attribute_not_exists(pk)', false],
    ['holder = :s', true],
    ['holder <> :s', false],
    ['gone = :s', false],
    ['gone <> :s', false],
    ['#until <= :n and #until < :big', true],
    ['#until between :two and :n', true],
    ['holder IN (:a, :s)', true],
    ['begins_with(holder, :p)', true],
    ['begins_with(untilMs, :p)', false],
    ['contains(zones, :a)', true],
    ['contains(holder, :a)', false],
    ['attribute_type(untilMs, :type)', true],
    ['size(zones) = :two', true],
    ['size(untilMs) = :two', false],
    ['nested.deep.flag = :t', true],
    ['#list[0] < :two', true],
    ['NOT holder = :s OR #list[1] = :s', false],
    ['attribute_not_exists(gone) OR holder = :a AND holder = :p', true],
    ['(attribute_not_exists(gone) OR holder = :a) AND holder = :p', false],
    ['holder < :n', false],
  ])('%s is %s', (expression, expected) => {
    const actual = meets(expression);

    expect(actual).toBe(expected);
  });

  it.each([
    ['status = :s', 'reserved keyword; reserved keyword: status'],
    ['holder = :missing', 'attribute value: :missing'],
    ['#missing = :s', 'attribute name: #missing'],
    ['holder == :s', 'Syntax error'],
    ['holder = :s AND', 'Syntax error'],
    ['exists(holder)', 'Syntax error'],
    ['', 'can not be empty'],
  ])('refuses %s', (expression, message) => {
    expect(() => meets(expression)).toThrow(message);
  });

  it('refuses placeholders that nothing uses', () => {
    const placeholders = new Placeholders({ '#a': 'a' }, { ':b': { S: 'b' } });

    expect(() => placeholders.refuseUnused()).toThrow('ExpressionAttributeNames unused in expressions: keys: {#a}');
  });
});

const update = (expression: string, values: Item = {}, item: Item = ITEM): Item =>
  applyUpdate(parseUpdate(expression, new Placeholders({ '#l': 'list' }, values)), item);

describe('an update', () => {
  it('sets, removes, adds and deletes at once, all from the item as it was', () => {
    const after = update('SET a = untilMs, untilMs = untilMs + :one REMOVE holder ADD hits :one DELETE zones :z', {
      ':one': { N: '1' },
      ':z': { SS: ['a'] },
    });

    expect(after).toMatchObject({ a: { N: '100' }, untilMs: { N: '101' }, hits: { N: '1' }, zones: { SS: ['b'] } });
    expect(after).not.toHaveProperty('holder');
  });

  it('keeps what is there with if_not_exists and appends lists', () => {
    const after = update('SET holder = if_not_exists(holder, :v), fresh = if_not_exists(fresh, :v), #l = list_append(#l, :more)', {
      ':v': { S: 'v' },
      ':more': { L: [{ S: 'y' }] },
    });

    expect(after).toMatchObject({ holder: { S: 'run-1' }, fresh: { S: 'v' }, list: { L: [{ N: '1' }, { S: 'x' }, { S: 'y' }] } });
  });

  it('removes two places of a list without shifting the second', () => {
    const after = update('REMOVE #l[0], #l[1]');

    expect(after.list).toEqual({ L: [] });
  });

  it('takes an emptied set out of the item', () => {
    const after = update('DELETE zones :all', { ':all': { SS: ['a', 'b'] } });

    expect(after).not.toHaveProperty('zones');
  });

  it.each([
    ['SET a = gone', {}, 'attribute that does not exist'],
    ['SET a = holder + :n', { ':n': { N: '1' } }, 'incorrect data type'],
    ['SET gone.deeper = :n', { ':n': { N: '1' } }, 'document path provided'],
    ['ADD holder :n', { ':n': { N: '1' } }, 'incorrect data type'],
    ['DELETE holder :z', { ':z': { SS: ['a'] } }, 'incorrect data type'],
    ['SET a = :n, a = :n', { ':n': { N: '1' } }, 'overlap'],
    ['SET nested.deep = :n REMOVE nested', { ':n': { N: '1' } }, 'overlap'],
    ['SET a = :n SET b = :n', { ':n': { N: '1' } }, 'only be used once'],
    ['CHANGE a = :n', { ':n': { N: '1' } }, 'Syntax error'],
  ])('refuses %s', (expression, values, message) => {
    expect(() => update(expression, values as Item)).toThrow(message);
  });

  it('leaves the item before as it was', () => {
    const before = structuredClone(ITEM);

    update('SET nested.deep.flag = :f', { ':f': { BOOL: false } });

    expect(ITEM).toEqual(before);
  });
});

describe('a number', () => {
  it.each([
    ['0.10', '0.1'],
    ['-0007', '-7'],
    ['1e3', '1000'],
    ['12.5E-1', '1.25'],
    ['0.0', '0'],
  ])('%s is kept as %s', (text, kept) => {
    expect(normalNumber(text)).toBe(kept);
  });

  it('adds and subtracts as a decimal', () => {
    expect(addNumbers('0.1', '0.2')).toBe('0.3');
    expect(subtractNumbers('1', '0.9')).toBe('0.1');
    expect(compareNumbers('10', '9')).toBe(1);
  });

  it.each(['', 'x', '1'.repeat(39), '1e400'])('refuses %s', (text) => {
    expect(() => normalNumber(text)).toThrow();
  });
});
