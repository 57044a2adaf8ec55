import type { Json, JsonObject } from './json.ts';
import { isObject } from './json.ts';

/** One finding about a definition, as ValidateStateMachineDefinition answers it. A warning does not refuse the definition. */
export type Finding = { severity: 'ERROR' | 'WARNING'; code: string; message: string; location: string };

/** The usual code of an error. */
export const SCHEMA = 'SCHEMA_VALIDATION_FAILED';

/** Findings that are listed at most, as the service lists them: a definition of a megabyte must not answer with a gigabyte. */
const FINDING_LIMIT = 100;

/** Collects what is found. */
export class Findings {
  readonly list: Finding[] = [];

  add(severity: Finding['severity'], code: string, message: string, location: string): void {
    if (this.list.length < FINDING_LIMIT) this.list.push({ severity, code, message, location });
  }
}

/** What holds for a whole state: its query language, whether Express runs it, and whether it has a result of its own. */
export type Setting = { jsonata: boolean; express: boolean; hasResult: boolean };

/** A place in a definition under check. Locations are written as the service writes them: `/States/A/Choices[0]/Next`. */
export class Spot {
  readonly location: string;
  readonly setting: Setting;
  readonly findings: Findings;

  constructor(location: string, setting: Setting, findings: Findings) {
    this.location = location;
    this.setting = setting;
    this.findings = findings;
  }

  at(field: string): Spot {
    return new Spot(`${this.location}/${field}`, this.setting, this.findings);
  }

  item(index: number): Spot {
    return new Spot(`${this.location}[${index}]`, this.setting, this.findings);
  }

  within(setting: Partial<Setting>): Spot {
    return new Spot(this.location, { ...this.setting, ...setting }, this.findings);
  }

  error(message: string, code = SCHEMA): void {
    this.findings.add('ERROR', code, message, this.location || '/');
  }

  warn(message: string, code: string): void {
    this.findings.add('WARNING', code, message, this.location || '/');
  }
}

/** Judges one value of a definition. */
export type Check = (value: Json, spot: Spot) => void;

/** What an object of the language may and must have. */
export type Rule = {
  /** Fields of both query languages. */
  fields: Readonly<Record<string, Check>>;
  jsonPath?: Readonly<Record<string, Check>>;
  jsonata?: Readonly<Record<string, Check>>;
  required?: readonly string[];
  /** Groups of which exactly one field has to be there. */
  one?: readonly (readonly string[])[];
  /** Groups of which one field may be there. */
  atMostOne?: readonly (readonly string[])[];
  /** What concerns several fields at once. */
  also?: (object: JsonObject, spot: Spot) => void;
};

/** Judges an object by its rule. `lenient` leaves fields of the other query language alone: their state is refused as a whole. */
export function checkObject(rule: Rule, value: Json, spot: Spot, lenient = false): void {
  if (!isObject(value)) {
    spot.error('Expected value of type [OBJECT]');
    return;
  }
  checkNames(rule, value, spot, lenient);
  const missing = (rule.required ?? []).filter((field) => value[field] === undefined);
  if (missing.length > 0) spot.error(`These fields are required: [${missing.join(', ')}]`);
  for (const group of [...(rule.one ?? []), ...(rule.atMostOne ?? [])]) {
    const found = group.filter((field) => value[field] !== undefined);
    if (found.length > 1) spot.error(`There should only be one of the following fields: [${group.join(', ')}]`);
    if (found.length === 0 && rule.one?.includes(group))
      spot.error(`This object should have only one of the following fields: [${group.join(', ')}]`);
  }
  for (const [field, member] of Object.entries(value))
    if (member !== undefined) checkOf(rule, field, spot.setting.jsonata)?.(member, spot.at(field));
  rule.also?.(value, spot);
}

function checkNames(rule: Rule, value: JsonObject, spot: Spot, lenient: boolean): void {
  const [own, other] = spot.setting.jsonata ? (['JSONata', 'JSONPath'] as const) : (['JSONPath', 'JSONata'] as const);
  for (const field of Object.keys(value)) {
    if (value[field] === undefined || checkOf(rule, field, spot.setting.jsonata) !== undefined) continue;
    if (checkOf(rule, field, !spot.setting.jsonata) === undefined) spot.error(`Field '${field}' is not supported`);
    else if (!lenient)
      spot.error(`The QueryLanguage is set to '${own}', but field '${field}' is only supported for the '${other}' QueryLanguage`);
  }
}

function checkOf(rule: Rule, field: string, jsonata: boolean): Check | undefined {
  for (const fields of [rule.fields, jsonata ? rule.jsonata : rule.jsonPath])
    if (fields !== undefined && Object.hasOwn(fields, field)) return fields[field];
  return undefined;
}
