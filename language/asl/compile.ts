import { examine } from './check-definition.ts';
import { Diagnostics, StateSource } from './compile-context.ts';
import { compileCatch, compileRetry } from './compile-errors.ts';
import { compileChoice, compileFail, compileTask, compileWait } from './compile-kinds.ts';
import { compileMap } from './compile-map.ts';
import { InvalidDefinitionError } from './errors.ts';
import type { Json, JsonObject } from './json.ts';
import type { Common, Machine, Program, QueryLanguage, State } from './model.ts';
import type { Report } from './template.ts';

/**
 * Compiles a definition (an object, or its JSON text). Throws InvalidDefinitionError with every problem at once: first with all that
 * the service refuses; where it refuses nothing, with all that this interpreter does not support.
 */
export function compileMachine(definition: unknown, options: { type?: 'STANDARD' | 'EXPRESS' } = {}): Machine {
  const { source, findings } = examine(definition, options);
  const refusals = findings.filter((finding) => finding.severity === 'ERROR');
  if (source === undefined || refusals.length > 0)
    throw new InvalidDefinitionError(refusals.map(({ code, message, location }) => ({ code, message, location })));
  const diagnostics = new Diagnostics();
  const machine: Machine = {
    type: options.type ?? 'STANDARD',
    program: compileProgram(source, '', languageOf(source, 'JSONPath'), diagnostics.report),
    timeoutSeconds: timeoutOf(source, diagnostics.report),
    comment: source.Comment as string | undefined,
  };
  if (diagnostics.list.length > 0) throw new InvalidDefinitionError(diagnostics.list);
  return machine;
}

function timeoutOf(source: JsonObject, report: Report): number | undefined {
  const seconds = source.TimeoutSeconds as number | undefined;
  if (seconds === 0) report('/TimeoutSeconds', 'The value 0 is not supported by this interpreter: what it means is not documented.');
  return seconds;
}

function languageOf(source: JsonObject, otherwise: QueryLanguage): QueryLanguage {
  return (source.QueryLanguage as QueryLanguage | undefined) ?? otherwise;
}

/** Compiles states and what is inside them; `language` is the machine's, which every state has that declares none. */
function compileProgram(source: JsonObject, location: string, language: QueryLanguage, report: Report): Program {
  const states = new Map<string, State>();
  for (const [name, definition] of Object.entries(source.States as JsonObject)) {
    const own = definition as JsonObject;
    const state = new StateSource(name, own, `${location}/States/${name}`, languageOf(own, language), report);
    const inner = (value: Json, at: string): Program => compileProgram(value as JsonObject, at, language, report);
    states.set(name, compileKind(own.Type as State['type'], state, compileCommon(state, own.Type as string), inner));
  }
  return { startAt: source.StartAt as string, states };
}

function compileKind(type: State['type'], source: StateSource, common: Common, inner: (value: Json, at: string) => Program): State {
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
      return { ...common, type, branches: compileBranches(source, inner) };
    case 'Map':
      return compileMap(source, common, inner);
    case 'Succeed':
      return { ...common, type };
    case 'Pass':
      return { ...common, type, result: source.definition.Result };
    default:
      throw new Error(`unknown state ${type satisfies never as string}`);
  }
}

function compileBranches(source: StateSource, inner: (value: Json, at: string) => Program): Program[] {
  return (source.definition.Branches as Json[]).map((branch, i) => inner(branch, `${source.at('Branches')}[${i}]`));
}

function compileCommon(source: StateSource, type: string): Common {
  const executes = type === 'Task' || type === 'Parallel' || type === 'Map';
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
