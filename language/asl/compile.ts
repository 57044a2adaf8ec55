import { checkProgram } from './check-transitions.ts';
import { Diagnostics, StateSource } from './compile-context.ts';
import { compileCatch, compileRetry } from './compile-errors.ts';
import { compileChoice, compileFail, compileTask, compileWait } from './compile-kinds.ts';
import { compileMap } from './compile-map.ts';
import { InvalidDefinitionError } from './errors.ts';
import { checkFields, STATE_TYPES } from './fields.ts';
import { isObject, isTooDeep, type Json, type JsonObject } from './json.ts';
import type { Common, Machine, Program, QueryLanguage, State } from './model.ts';
import type { Report } from './template.ts';

const MACHINE_FIELDS = ['StartAt', 'States', 'Comment', 'Version', 'TimeoutSeconds', 'QueryLanguage'];
const PROGRAM_FIELDS = ['StartAt', 'States', 'Comment', 'QueryLanguage', 'ProcessorConfig'];
const TIMEOUT_LIMIT_SECONDS = 99_999_999;
const NAME_LIMIT = 80;

/** Compiles a definition (an object, or its JSON text). Throws InvalidDefinitionError with every problem at once. */
export function compileMachine(definition: unknown, options: { type?: 'STANDARD' | 'EXPRESS' } = {}): Machine {
  const source = typeof definition === 'string' ? parseText(definition) : definition;
  const diagnostics = new Diagnostics();
  const { report } = diagnostics;
  if (!isObject(source)) throw invalidJson('The definition must be a JSON object.');
  if (isTooDeep(source)) throw invalidJson('The definition is nested too deep.');
  for (const field of Object.keys(source))
    if (!MACHINE_FIELDS.includes(field)) report(`/${field}`, `The field "${field}" is not supported.`);
  const timeoutSeconds = timeoutOf(source, report);
  const language = languageOf(source, '', 'JSONPath', report);
  const program = compileProgram(source, '', language, report, new Set());
  if (diagnostics.list.length > 0) throw new InvalidDefinitionError(diagnostics.list);
  return {
    type: options.type ?? 'STANDARD',
    program,
    timeoutSeconds,
    comment: typeof source.Comment === 'string' ? source.Comment : undefined,
  };
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidJson(`The definition is not valid JSON: ${(error as Error).message}`);
  }
}

function invalidJson(message: string): InvalidDefinitionError {
  return new InvalidDefinitionError([{ code: 'INVALID_JSON_DESCRIPTION', message, location: '/' }]);
}

function timeoutOf(source: JsonObject, report: Report): number | undefined {
  const value = source.TimeoutSeconds;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= TIMEOUT_LIMIT_SECONDS) return value;
  report('/TimeoutSeconds', `The field "TimeoutSeconds" must be an integer from 1 to ${TIMEOUT_LIMIT_SECONDS}.`);
  return undefined;
}

function languageOf(source: JsonObject, location: string, otherwise: QueryLanguage, report: Report): QueryLanguage {
  const value = source.QueryLanguage;
  if (value === undefined) return otherwise;
  if (value === 'JSONPath' || value === 'JSONata') return value;
  report(`${location}/QueryLanguage`, 'The field "QueryLanguage" must be "JSONPath" or "JSONata".');
  return otherwise;
}

/** `names` holds every state name of the machine: they are unique across all branches. */
function compileProgram(source: Json, location: string, language: QueryLanguage, report: Report, names: Set<string>): Program {
  const states = new Map<string, State>();
  if (!isObject(source)) {
    report(location, 'The value must be an object with "StartAt" and "States".');
    return { startAt: '', states };
  }
  if (location !== '') {
    for (const field of Object.keys(source))
      if (!PROGRAM_FIELDS.includes(field)) report(`${location}/${field}`, `The field "${field}" is not supported here.`);
  }
  if (typeof source.StartAt !== 'string') report(location || '/', 'The field "StartAt" is required.');
  if (!isObject(source.States) || Object.keys(source.States).length === 0) {
    report(location || '/', 'The field "States" is required and must have at least one state.');
    return { startAt: '', states };
  }
  for (const [name, definition] of Object.entries(source.States)) {
    const at = `${location}/States/${name}`;
    if (name.length > NAME_LIMIT) report(at, `A state's name has at most ${NAME_LIMIT} characters.`);
    if (names.has(name)) report(at, `Duplicate state name: ${name}`, 'DUPLICATE_STATE_NAME');
    names.add(name);
    const state = compileState(name, definition, at, language, report, names);
    if (state !== undefined) states.set(name, state);
  }
  const program = { startAt: typeof source.StartAt === 'string' ? source.StartAt : '', states };
  checkProgram(program, source, location, report);
  return program;
}

function compileState(
  name: string,
  definition: Json,
  location: string,
  language: QueryLanguage,
  report: Report,
  names: Set<string>,
): State | undefined {
  if (!isObject(definition)) {
    report(location, 'A state must be an object.');
    return undefined;
  }
  const own = languageOf(definition, location, language, report);
  if (own === 'JSONPath' && language === 'JSONata')
    report(`${location}/QueryLanguage`, 'A state of a JSONata machine cannot use JSONPath.');
  const source = new StateSource(name, definition, location, own, report);
  const type = definition.Type;
  if (typeof type !== 'string' || !STATE_TYPES.includes(type)) {
    report(`${location}/Type`, `The field "Type" must be one of ${STATE_TYPES.join(', ')}.`);
    return undefined;
  }
  checkFields(source, type);
  const inner = (value: Json, at: string): Program =>
    compileProgram(value, at, isObject(value) ? languageOf(value, at, language, report) : language, report, names);
  return compileKind(type, source, compileCommon(source, type), inner);
}

function compileKind(type: string, source: StateSource, common: Common, inner: (value: Json, at: string) => Program): State {
  switch (type) {
    case 'Task':
      return compileTask(source, common);
    case 'Choice':
      return compileChoice(source, common);
    case 'Wait':
      return compileWait(source, common);
    case 'Fail':
      return compileFail(source, common);
    case 'Parallel':
      return { ...common, type: 'Parallel', branches: compileBranches(source, inner) };
    case 'Map':
      return compileMap(source, common, inner);
    case 'Succeed':
      return { ...common, type: 'Succeed' };
    default:
      return { ...common, type: 'Pass', result: source.definition.Result };
  }
}

function compileBranches(source: StateSource, inner: (value: Json, at: string) => Program): Program[] {
  const branches = source.required('Branches');
  if (branches === undefined) return [];
  if (!Array.isArray(branches) || branches.length === 0) {
    source.report(source.at('Branches'), 'The field "Branches" must be a non-empty array.');
    return [];
  }
  return branches.map((branch, i) => inner(branch, `${source.at('Branches')}[${i}]`));
}

const ENDING = ['Succeed', 'Fail', 'Choice'];

function compileCommon(source: StateSource, type: string): Common {
  const { definition, report, location } = source;
  const ends = definition.End === true;
  if (definition.End !== undefined && typeof definition.End !== 'boolean') report(source.at('End'), 'The field "End" must be a boolean.');
  if (!ENDING.includes(type) && ends === (definition.Next !== undefined))
    report(location, 'A state must have exactly one of "Next" and "End": true.');
  const executes = type === 'Task' || type === 'Parallel' || type === 'Map';
  if (definition.Assign !== undefined) checkAssign(source);
  return {
    name: source.name,
    language: source.language,
    next: source.text('Next'),
    inputPath: source.path('InputPath'),
    outputPath: source.path('OutputPath'),
    assign: source.objectTemplate('Assign'),
    output: source.jsonata ? source.template('Output') : undefined,
    parameters: type === 'Map' ? undefined : source.template(source.jsonata ? 'Arguments' : 'Parameters'),
    resultSelector: source.jsonata ? undefined : source.objectTemplate('ResultSelector'),
    resultPath: source.jsonata ? undefined : source.resultPath(),
    retry: executes ? compileRetry(source) : [],
    catchers: executes ? compileCatch(source) : [],
  };
}

function checkAssign(source: StateSource): void {
  const { Assign: assign } = source.definition;
  if (!isObject(assign)) return; // objectTemplate says so
  for (const key of Object.keys(assign)) {
    const name = !source.jsonata && key.endsWith('.$') ? key.slice(0, -2) : key;
    if (name === 'states') source.report(`${source.at('Assign')}/${key}`, 'The variable name "states" is reserved.');
    else if (!/^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u.test(name))
      source.report(`${source.at('Assign')}/${key}`, `"${name}" is not a valid variable name.`);
  }
}
