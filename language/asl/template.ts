import type { Diagnostic } from './errors.ts';
import { Fault, QueryFault } from './errors.ts';
import { type Intrinsic, isIntrinsic, parseIntrinsic } from './intrinsic-parse.ts';
import { callIntrinsic, INTRINSICS } from './intrinsics.ts';
import { isObject, type Json, type JsonObject, setOwn } from './json.ts';
import { compileExpression, type Expression, evaluate, isExpression } from './jsonata.ts';
import type { Ambient } from './jsonata-budget.ts';
import { bracketPath, PathLimitError, query } from './jsonpath.ts';
import { type Path, parsePath } from './jsonpath-parse.ts';
import type { Variables } from './scope.ts';

/** What the expressions of a running state see. */
export interface View {
  readonly variables: Variables;
  readonly ambient: Ambient;
  /** The context object. */
  context(): JsonObject;
  /** JSONata's variables with `states`. */
  bindings(): JsonObject;
}

/** A compiled field. For JSONPath `data` is `$`; JSONata reads the view's bindings. A promise only where JSONata has to run. */
export type Template = (view: View, data: Json) => Json | Promise<Json>;

/** Where the compiler reports problems. */
export type Report = (location: string, message: string, code?: string) => void;

/** A diagnostic of the usual code. */
export function schemaDiagnostic(location: string, message: string, code = 'SCHEMA_VALIDATION_FAILED'): Diagnostic {
  return { code, message, location };
}

/** A field of JSONPath that names one value: a path, a context path, a variable or an intrinsic function. */
export type Selector = (view: View, data: Json, notFound: (path: Path) => Fault) => Json;

/** Compiles a path or an intrinsic function; a problem is reported and answered with undefined. */
export function compileSelector(text: unknown, location: string, report: Report, allowIntrinsic = true): Selector | undefined {
  if (typeof text !== 'string') {
    report(location, 'The value must be a valid JSONPath.');
    return undefined;
  }
  try {
    if (allowIntrinsic && isIntrinsic(text)) return compileIntrinsic(parseIntrinsic(text), location, report);
    const path = parsePath(text.trim());
    return (view, data, notFound) => resolve(path, view, data, notFound);
  } catch (error) {
    report(location, `The value is not a valid JSONPath or intrinsic function: ${(error as Error).message}`);
    return undefined;
  }
}

function resolve(path: Path, view: View, data: Json, notFound: (path: Path) => Fault): Json {
  const root = path.root === '$' ? data : path.root === '$$' ? view.context() : view.variables.get(path.root.variable);
  if (path.steps.length === 0 && root !== undefined) return root;
  try {
    const found = root === undefined ? undefined : query(path, root);
    if (found === undefined) throw notFound(path);
    return found;
  } catch (error) {
    if (error instanceof PathLimitError) throw new Fault(`Invalid path '${path.text}' : ${error.message}`);
    throw error;
  }
}

function compileIntrinsic(call: Intrinsic, location: string, report: Report): Selector {
  if (call.kind === 'literal') return () => call.value;
  if (call.kind === 'path') return (view, data, notFound) => resolve(call.path, view, data, notFound);
  const known = INTRINSICS.get(call.name);
  if (known === undefined) report(location, `The intrinsic function '${call.name}' is not supported.`);
  else if (call.args.length < known.minimum || call.args.length > known.maximum)
    report(location, `Wrong number of arguments for '${call.name}'.`);
  const args = call.args.map((arg) => compileIntrinsic(arg, location, report));
  return (view, data, notFound) => {
    const values = args.map((arg) => arg(view, data, notFound));
    return callIntrinsic(call.name, values, call.text, view.ambient);
  };
}

/** What a payload template says of a path that finds nothing. */
export function notInInput(field: string, data: Json): (path: Path) => Fault {
  return (path) =>
    new Fault(`The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(data)}'`);
}

/** What InputPath, OutputPath and ItemsPath say of a path that finds nothing. */
export function invalidPath(path: Path): Fault {
  const reason = path.steps.length > 1 ? 'Missing property in path' : 'No results for path:';
  return new Fault(`Invalid path '${path.text}' : ${reason} ${bracketPath(path)}`);
}

/** Compiles a JSONPath payload template: members whose names end in `.$` are selected, all others are constants. */
export function compilePayload(value: Json, location: string, report: Report): Template {
  const build = payload(value, location, report);
  return build ?? (() => value);
}

type Build = (view: View, data: Json) => Json;

/** Answers undefined for what is constant throughout, so that it is shared and not built. */
function payload(value: Json, location: string, report: Report): Build | undefined {
  if (Array.isArray(value)) {
    const items = value.map((item, i) => payload(item, `${location}[${i}]`, report));
    if (items.every((item) => item === undefined)) return undefined;
    return (view, data) => value.map((item, i) => items[i]?.(view, data) ?? item);
  }
  if (!isObject(value)) return undefined;
  const members = Object.entries(value).map(([key, member]) => payloadMember(key, member, `${location}/${key}`, report));
  if (members.every((m) => m.build === undefined)) return undefined;
  return (view, data) => {
    const out: JsonObject = {};
    for (const m of members) setOwn(out, m.key, m.build === undefined ? m.constant : m.build(view, data));
    return out;
  };
}

function payloadMember(
  key: string,
  member: Json,
  location: string,
  report: Report,
): { key: string; constant: Json; build: Build | undefined } {
  if (!key.endsWith('.$')) return { key, constant: member, build: payload(member, location, report) };
  const selector = compileSelector(member, location, report);
  const build: Build = (view, data) => selector?.(view, data, notInInput(key, data)) ?? null;
  return { key: key.slice(0, -2), constant: null, build };
}

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
  const expression = tryCompile(source, location, report);
  if (expression === undefined) return undefined;
  const members = /^\$[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(expression.text) ? expression.text.slice(1).split('.') : undefined;
  return (view) => {
    const bindings = view.bindings();
    const direct = members && lookup(members, bindings);
    return direct === undefined ? evaluate(expression, field, bindings, view.ambient) : direct;
  };
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
    if (!isObject(value) || !(member in value) || WORDS.has(member)) return undefined;
    if (value !== bindings && !Object.hasOwn(value, member)) return undefined;
    value = value[member];
  }
  return value;
}

/** An evaluation problem found by the interpreter itself in a field of JSONata. */
export function fieldFault(message: string, field: string): QueryFault {
  return new QueryFault(message, field);
}
