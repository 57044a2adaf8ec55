import type * as z from 'zod';

type Definition = {
  type: string;
  shape?: Record<string, z.core.$ZodType>;
  innerType?: z.core.$ZodType;
  element?: z.core.$ZodType;
  items?: readonly z.core.$ZodType[];
  in?: z.core.$ZodType;
  options?: readonly z.core.$ZodType[];
};

const definitionOf = (schema: z.core.$ZodType) => schema._zod.def as unknown as Definition;

/** The keys that a schema's object takes at a path, so that a mistyped key can be answered with the right ones. */
export function keysAllowedAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  let current = alternativesOf(schema);
  for (const key of path) current = current.flatMap((one) => childOf(one, key) ?? []).flatMap(alternativesOf);
  return [...new Set(current.flatMap((one) => Object.keys(definitionOf(one).shape ?? {})))];
}

/** What a schema stands for: a union for each of its options, everything else for itself. */
function alternativesOf(schema: z.core.$ZodType): z.core.$ZodType[] {
  const bare = unwrapped(schema);
  return definitionOf(bare).options?.flatMap(alternativesOf) ?? [bare];
}

/** Looks through defaults, optionals and pipes; each takes one layer off, so the loop ends with the schema's own depth. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  let current = schema;
  for (let inner = next(current); inner !== undefined; inner = next(current)) current = inner;
  return current;
}

function next(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const { innerType, in: piped } = definitionOf(schema);
  return innerType ?? piped;
}

function childOf(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType | undefined {
  const { shape, element, items } = definitionOf(schema);
  if (typeof key === 'number') return items?.[key] ?? element;
  return shape?.[String(key)];
}
