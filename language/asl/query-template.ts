import { QueryFault } from './errors.ts';
import { isObject, type Json, type JsonObject, setOwn } from './json.ts';
import { compileExpression, type Expression, evaluate, isExpression } from './jsonata.ts';
import type { Report, Template, View } from './template.ts';

/** Compiles a JSONata field: every string of the form `{% … %}` is an expression. `field` is its name in messages. */
export function compileQuery(value: Json, field: string, location: string, report: Report): Template {
  return queryTemplate(value, field, location, report) ?? (() => value);
}

function queryTemplate(value: Json, field: string, location: string, report: Report): Template | undefined {
  if (isExpression(value)) return expressionTemplate(value, field, location, report);
  if (Array.isArray(value)) {
    const parts = value.map((item, i) => [i, queryTemplate(item, `${field}[${i}]`, `${location}[${i}]`, report)] as const);
    const live = parts.filter((p): p is [number, Template] => p[1] !== undefined);
    if (live.length === 0) return undefined;
    return (view, data) => fill(live, view, data, [...value]);
  }
  if (!isObject(value)) return undefined;
  const parts = Object.entries(value).map(
    ([key, item]) => [key, queryTemplate(item, `${field}/${key}`, `${location}/${key}`, report)] as const,
  );
  const live = parts.filter((p): p is [string, Template] => p[1] !== undefined);
  if (live.length === 0) return undefined;
  return (view, data) => fill(live, view, data, { ...value });
}

/** Replaces members in order; goes on synchronously until a member needs a promise. */
function fill(
  parts: readonly (readonly [string | number, Template])[],
  view: View,
  data: Json,
  target: Json,
  from = 0,
): Json | Promise<Json> {
  for (let i = from; i < parts.length; i += 1) {
    const [key, template] = parts[i] as readonly [string | number, Template];
    const value = template(view, data);
    if (value instanceof Promise) {
      return value.then((settled) => {
        setOwn(target as JsonObject, String(key), settled);
        return fill(parts, view, data, target, i + 1);
      });
    }
    setOwn(target as JsonObject, String(key), value);
  }
  return target;
}

function expressionTemplate(source: string, field: string, location: string, report: Report): Template | undefined {
  const members = membersOf(source.slice(2, -2).trim());
  if (members === undefined) {
    const expression = tryCompile(source, location, report);
    return expression && ((view) => evaluate(expression, field, view.bindings(), view.ambient));
  }
  return (view) => {
    const bindings = view.bindings();
    const direct = lookup(members, bindings);
    return direct === undefined ? evaluate(compileExpression(source), field, bindings, view.ambient) : direct;
  };
}

/** The names of `$a.b.c`, which is the most frequent expression and is parsed only where a list turns up in it. */
function membersOf(text: string): string[] | undefined {
  const members = /^\$[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(text) ? text.slice(1).split('.') : undefined;
  return members?.some((member) => WORDS.has(member)) ? undefined : members;
}

function tryCompile(source: string, location: string, report: Report): Expression | undefined {
  try {
    return compileExpression(source);
  } catch (error) {
    report(location, `The JSONata expression is not valid: ${(error as Error).message}`);
    return undefined;
  }
}

const WORDS = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

/** `$a.b.c` over plain objects without the engine; undefined leaves it to the engine, which knows about arrays. */
function lookup(members: readonly string[], bindings: JsonObject): Json | undefined {
  let value: Json | undefined = bindings;
  for (const member of members) {
    if (!isObject(value) || !(member in value)) return undefined;
    if (value !== bindings && !Object.hasOwn(value, member)) return undefined;
    value = value[member];
  }
  return value;
}

/** An evaluation problem found by the interpreter itself in a field of JSONata. */
export function fieldFault(message: string, field: string): QueryFault {
  return new QueryFault(message, field);
}
