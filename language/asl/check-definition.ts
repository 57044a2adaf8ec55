import { readDefinition } from './check-json.ts';
import { checkLabel, processorConfig, runsExpress } from './check-map.ts';
import { checkObject, type Finding, Findings, type Rule, Spot } from './check-spot.ts';
import { STATES } from './check-states.ts';
import { checkTransitions } from './check-transitions.ts';
import { anything, constantInteger, oneOf, text } from './check-values.ts';
import { checkScopes, innerPrograms } from './check-variables.ts';
import { checkWarnings } from './check-warnings.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

const NAME_LIMIT = 80;
const TIMEOUT_LIMIT_SECONDS = 99_999_999;
const TYPES = Object.keys(STATES);

const PROGRAM: Rule = { fields: { StartAt: text, States: anything, Comment: text }, required: ['StartAt', 'States'] };
const PROCESSOR: Rule = { ...PROGRAM, fields: { ...PROGRAM.fields, ProcessorConfig: processorConfig } };
/** The service takes a timeout of 0. */
const MACHINE: Rule = {
  ...PROGRAM,
  fields: { ...PROGRAM.fields, Version: oneOf('1.0'), TimeoutSeconds: constantInteger(0, TIMEOUT_LIMIT_SECONDS), QueryLanguage: anything },
};

type Options = { type?: 'STANDARD' | 'EXPRESS' };

/** Everything that is found in a definition, in the form of ValidateStateMachineDefinition: what refuses it, and what only looks odd. */
export function diagnose(definition: unknown, options: Options = {}): Finding[] {
  return examine(definition, options).findings;
}

/** The same, with the definition as an object where it could be read. */
export function examine(definition: unknown, options: Options = {}): { source: JsonObject | undefined; findings: Finding[] } {
  const findings = new Findings();
  const spot = new Spot('', { jsonata: false, express: options.type === 'EXPRESS', hasResult: false }, findings);
  const source = readDefinition(definition, spot);
  if (source !== undefined) {
    checkLanguage(source, spot);
    const jsonata = speaksJsonata(source, false);
    new MachineCheck(jsonata).program(source, MACHINE, spot);
    checkScopes(source, spot);
    checkWarnings(source, spot, jsonata);
  }
  return { source, findings: findings.list };
}

/** Walks the states of a machine; names and labels are unique across all of it. */
class MachineCheck {
  private readonly jsonata: boolean;
  private readonly names = new Set<string>();
  private readonly labels = new Set<string>();

  constructor(jsonata: boolean) {
    this.jsonata = jsonata;
  }

  program(source: JsonObject, rule: Rule, spot: Spot): void {
    checkObject(rule, source, spot);
    const { States: states } = source;
    if (states === undefined) return;
    // A processor's configuration is judged by the machine around it, its states by the type that it names.
    const place = spot.at('States').within({ express: spot.setting.express || runsExpress(source) });
    if (!isObject(states)) place.error('Expected value of type [OBJECT]');
    else if (Object.keys(states).length === 0) place.error('Value cannot be empty');
    else for (const [name, state] of Object.entries(states)) this.state(name, state, place.at(name));
    checkTransitions(source, spot, rule === MACHINE);
  }

  private state(name: string, state: Json, spot: Spot): void {
    this.name(name, spot);
    if (!isObject(state)) {
      spot.error('Expected value of type [OBJECT]');
      return;
    }
    const { Type: type } = state;
    if (type === undefined) spot.error('These fields are required: [Type]');
    else if (typeof type !== 'string' || !TYPES.includes(type))
      spot.at('Type').error(`The field 'Type' should have one of these values: [${TYPES.join(', ')}]`);
    else this.fields(type, state, spot);
    checkLabel(state, spot, this.labels);
    // What is inside a state speaks the machine's language, not the state's, and has none of its own to declare.
    for (const [program, place] of innerPrograms(state, spot)) this.program(program, type === 'Map' ? PROCESSOR : PROGRAM, place);
  }

  private name(name: string, spot: Spot): void {
    if (name === '') spot.error('Invalid State name: it is empty', 'INVALID_STATE_NAME');
    if ([...name].length > NAME_LIMIT)
      spot.error(`Invalid State name: ${name} exceeds the ${NAME_LIMIT}-character limit allowed by the service`, 'INVALID_STATE_NAME');
    if (this.names.has(name)) spot.error(`Duplicate State name: ${name}`, 'DUPLICATE_STATE_NAME');
    this.names.add(name);
  }

  private fields(type: string, state: JsonObject, spot: Spot): void {
    const turnsBack = this.jsonata && state.QueryLanguage === 'JSONPath';
    if (turnsBack) spot.error("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
    const setting = { jsonata: speaksJsonata(state, this.jsonata), hasResult: ['Task', 'Parallel', 'Map'].includes(type) };
    checkObject(STATES[type] as Rule, state, spot.within(setting), turnsBack);
    checkLanguage(state, spot);
  }
}

/** The service takes a declared language that is not exactly JSONPath for JSONata, and complains of its spelling besides. */
function speaksJsonata(source: JsonObject, otherwise: boolean): boolean {
  return source.QueryLanguage === undefined ? otherwise : source.QueryLanguage !== 'JSONPath';
}

function checkLanguage(source: JsonObject, spot: Spot): void {
  if (source.QueryLanguage !== undefined) oneOf('JSONPath', 'JSONata')(source.QueryLanguage, spot.at('QueryLanguage'));
}
