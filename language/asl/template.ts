import { Fault } from './errors.ts';
import { unescapeText } from './intrinsic-format.ts';
import { type Intrinsic, isIntrinsic, parseIntrinsic } from './intrinsic-parse.ts';
import { callIntrinsic } from './intrinsics.ts';
import { isObject, type Json, type JsonObject, setOwn } from './json.ts';
import type { Ambient } from './jsonata-budget.ts';
import { PathLimitError, query, reasonOfMiss } from './jsonpath.ts';
import { type Path, parsePath } from './jsonpath-parse.ts';
import type { Variables } from './scope.ts';

export { compileQuery, fieldFault } from './query-template.ts';

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

/** Says that a path finds nothing in `root`, which is undefined where there is no such variable. */
export type NotFound = (path: Path, root: Json | undefined) => Fault;

/** A field of JSONPath that names one value: a path, a context path, a variable or an intrinsic function. */
export type Selector = (view: View, data: Json, notFound: NotFound) => Json;

/** Compiles a path or an intrinsic function; a problem is reported and answered with undefined. */
export function compileSelector(text: unknown, location: string, report: Report, allowIntrinsic = true): Selector | undefined {
  if (typeof text !== 'string') {
    report(location, 'The value must be a valid JSONPath.');
    return undefined;
  }
  try {
    if (allowIntrinsic && isIntrinsic(text)) return compileIntrinsic(parseIntrinsic(text));
    const path = parsePath(text.trim());
    return (view, data, notFound) => resolve(path, view, data, notFound);
  } catch (error) {
    report(location, `The value is not a valid JSONPath or intrinsic function: ${(error as Error).message}`);
    return undefined;
  }
}

function resolve(path: Path, view: View, data: Json, notFound: NotFound): Json {
  const root = path.root === '$' ? data : path.root === '$$' ? view.context() : view.variables.get(path.root.variable);
  if (path.steps.length === 0 && root !== undefined) return root;
  try {
    const found = root === undefined ? undefined : query(path, root);
    if (found === undefined) throw notFound(path, root);
    return found;
  } catch (error) {
    if (error instanceof PathLimitError) throw new Fault(`Invalid path '${path.text}' : ${error.message}`);
    throw error;
  }
}

/** Compiles a call that has been checked. */
function compileIntrinsic(call: Intrinsic): Selector {
  if (call.kind === 'literal') {
    const value = typeof call.value === 'string' ? unescapeText(call.value) : call.value;
    return () => value;
  }
  if (call.kind === 'path') return (view, data, notFound) => resolve(call.path, view, data, notFound);
  const args = call.args.map((arg, i) => {
    const isTemplate = call.name === 'States.Format' && i === 0 && arg.kind === 'literal';
    return isTemplate ? (): Json => arg.value : compileIntrinsic(arg);
  });
  const notFound: NotFound = (path, root) =>
    new Fault(
      `The function '${call.text}' had the following error: The JsonPath argument for the field '${path.text}' could not be found in the input '${JSON.stringify(root ?? null)}'`,
    );
  return (view, data) => {
    const values = args.map((arg) => arg(view, data, notFound));
    return callIntrinsic(call.name, values, call.text, view.ambient);
  };
}

/** What a payload template says of a path that finds nothing. */
export function notInInput(field: string): NotFound {
  return (path, root) =>
    nothingToApplyTo(path, root) ??
    new Fault(
      `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(root ?? null)}'`,
    );
}

/** What InputPath, OutputPath, ItemsPath and the paths of numbers say of a path that finds nothing. */
export const invalidPath: NotFound = (path, root) =>
  nothingToApplyTo(path, root) ?? new Fault(`Invalid path '${path.text}' : ${reasonOfMiss(path, root ?? {})}`);

function nothingToApplyTo(path: Path, root: Json | undefined): Fault | undefined {
  return path.root === '$' && root === null ? nullInput() : undefined;
}

function nullInput(): Fault {
  return new Fault('Unable to apply Path transformation to null or empty input.');
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

/** A template cannot select from null, not even all of it. */
function selectorOfMember(member: Json, location: string, report: Report): Selector | undefined {
  const selector = compileSelector(member, location, report);
  return member === '$' && selector !== undefined
    ? (view, data, notFound) => {
        if (data === null) throw nullInput();
        return selector(view, data, notFound);
      }
    : selector;
}

function payloadMember(
  key: string,
  member: Json,
  location: string,
  report: Report,
): { key: string; constant: Json; build: Build | undefined } {
  if (!key.endsWith('.$')) return { key, constant: member, build: payload(member, location, report) };
  const selector = selectorOfMember(member, location, report);
  const build: Build = (view, data) => selector?.(view, data, notInInput(key)) ?? null;
  return { key: key.slice(0, -2), constant: null, build };
}
