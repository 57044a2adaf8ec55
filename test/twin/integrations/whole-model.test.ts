import { describe, expect, it } from 'vitest';
import { SDK_SERVICES } from '#twin/integrations/sdk-services.ts';
import { fromSpelled, spelledMembers, toSpelled } from '#twin/integrations/spelling.ts';
import { modelOf } from '#twin/wire/model.ts';
import type { Shape } from '#twin/wire/shape.ts';

/** Deep enough for every structure of these models, and an end for those that hold themselves. */
const MAX_DEPTH = 6;

/** A value with every member of a shape. */
function sampleOf(shape: Shape, depth = 0): unknown {
  switch (shape.kind) {
    case 'structure':
      if (depth > MAX_DEPTH) return {};
      return Object.fromEntries(shape.members.map(({ name, shape: member }) => [name, sampleOf(member, depth + 1)]));
    case 'list':
      return depth > MAX_DEPTH ? [] : [sampleOf(shape.item, depth + 1)];
    case 'map':
      return depth > MAX_DEPTH ? {} : { 'a Key-1': sampleOf(shape.item, depth + 1) };
    case 'string':
      return 'text';
    case 'boolean':
      return false;
    case 'number':
      return 7;
    case 'bigint':
      return 7n;
    case 'timestamp':
      return new Date('2018-02-08T09:00:00Z');
    case 'blob':
      return new TextEncoder().encode('bytes');
    case 'document':
      return { a: [1] };
    case 'unit':
      return {};
    default:
      return shape.kind satisfies never;
  }
}

/** Every structure below a shape, each once. */
function structuresIn(shape: Shape, found: Map<readonly unknown[], Shape>): void {
  if (shape.kind === 'list' || shape.kind === 'map') structuresIn(shape.item, found);
  if (shape.kind !== 'structure' || found.has(shape.members)) return;
  found.set(shape.members, shape);
  for (const member of shape.members) structuresIn(member.shape, found);
}

describe.each(SDK_SERVICES.map((row) => [row.name, row.service] as const))('the whole model of %s', (_name, service) => {
  const operations = modelOf(service).operations();

  it('gives each member of a structure a spelling of its own, in Pascal case', () => {
    const found = new Map<readonly unknown[], Shape>();
    for (const { input, output } of operations) for (const shape of [input, output]) structuresIn(shape, found);

    expect(found.size).toBeGreaterThan(0);
    for (const shape of found.values()) {
      const spellings = [...spelledMembers(shape).keys()];
      expect(spellings, shape.name).toHaveLength(shape.members.length);
      for (const spelling of spellings) expect(spelling, shape.name).toMatch(/^[A-Z]/);
    }
  });

  it('comes back from its spelling as it was, for every operation', () => {
    for (const { name, input } of operations) {
      const sample = sampleOf(input);

      expect(fromSpelled(input, JSON.parse(JSON.stringify(toSpelled(input, sample)))), name).toEqual(sample);
    }
  });

  it('starts its actions with one small letter, from which the operation is known again', () => {
    for (const { name } of operations) {
      const action = name.charAt(0).toLowerCase() + name.slice(1);

      expect(modelOf(service).operation(action.charAt(0).toUpperCase() + action.slice(1)).name).toBe(name);
    }
  });
});
