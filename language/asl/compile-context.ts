import type { Diagnostic } from './errors.ts';
import { isObject, type JsonObject } from './json.ts';
import { parseReferencePath } from './jsonpath-parse.ts';
import type { PathField, QueryLanguage, ResultTarget } from './model.ts';
import { compilePayload, compileQuery, compileSelector, type Report, type Template } from './template.ts';

/** Problems that are listed at most: a definition of a megabyte must not answer with a gigabyte. */
const DIAGNOSTIC_LIMIT = 100;

/** Collects the problems of a definition. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];

  readonly report: Report = (location, message, code = 'SCHEMA_VALIDATION_FAILED') => {
    if (this.list.length < DIAGNOSTIC_LIMIT) this.list.push({ code, message, location });
  };
}

/** A state under compilation, which has passed the checks: its definition, where it stands, and in which language. */
export class StateSource {
  readonly name: string;
  readonly definition: JsonObject;
  readonly location: string;
  readonly language: QueryLanguage;
  readonly report: Report;

  constructor(name: string, definition: JsonObject, location: string, language: QueryLanguage, report: Report) {
    this.name = name;
    this.definition = definition;
    this.location = location;
    this.language = language;
    this.report = report;
  }

  get jsonata(): boolean {
    return this.language === 'JSONata';
  }

  at(field: string): string {
    return `${this.location}/${field}`;
  }

  /** The same language and messages for an object inside the state (a catcher, a rule). */
  inner(definition: JsonObject, location: string): StateSource {
    return new StateSource(this.name, definition, location, this.language, this.report);
  }

  /** A template of the state's language; `label` is its name in messages. */
  template(field: string, label = field): Template | undefined {
    const value = this.definition[field];
    if (value === undefined) return undefined;
    return this.jsonata ? compileQuery(value, label, this.at(field), this.report) : compilePayload(value, this.at(field), this.report);
  }

  /** A template that must be an object, such as Parameters. */
  objectTemplate(field: string, label = field): Template | undefined {
    const value = this.definition[field];
    if (value !== undefined && !isObject(value)) this.report(this.at(field), `The field "${field}" must be an object.`);
    return this.template(field, label);
  }

  path(field: string): PathField {
    const value = this.definition[field];
    if (value === undefined || value === null) return value;
    return compileSelector(value, this.at(field), this.report, false);
  }

  resultPath(): ResultTarget {
    const value = this.definition.ResultPath;
    return typeof value === 'string' ? parseReferencePath(value) : (value as null | undefined);
  }

  text(field: string): string | undefined {
    const value = this.definition[field];
    return typeof value === 'string' ? value : undefined;
  }
}
