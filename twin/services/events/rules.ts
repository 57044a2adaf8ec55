import type { RuleState, Target } from '@aws-sdk/client-eventbridge';
import { type CompiledPattern, compilePatternText, InvalidPatternError } from '#language/patterns/index.ts';
import { compileRuleSchedule, InvalidScheduleError, type Schedule } from '#language/schedules/index.ts';
import type { Timer } from '../../clock.ts';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { type BusStore, DEFAULT_BUS, type EventBus, limitExceeded } from './buses.ts';

/** When a rule starts itself; a rate counts from `sinceMs`. */
export type RuleSchedule = { readonly expression: string; readonly sinceMs: number; readonly occurrences: Schedule };

/** A rule of a bus; its pattern and schedule are compiled once. */
export type Rule = RuleRequest & {
  readonly arn: string;
  readonly busName: string;
  readonly pattern: CompiledPattern | undefined;
  readonly schedule: RuleSchedule | undefined;
  readonly targets: Map<string, Target>;
  readonly tags: Map<string, string>;
  timer: Timer | undefined;
};

export type RuleRequest = {
  readonly name: string;
  readonly patternText: string | undefined;
  readonly scheduleExpression: string | undefined;
  readonly description: string | undefined;
  readonly roleArn: string | undefined;
  state: RuleState;
  /** The AWS service that made the rule for its own use: nobody else changes it. */
  readonly managedBy?: string | undefined;
};

const RULE_NAME = /^[.\-_A-Za-z0-9]{1,64}$/;

/** Only a rule that is not disabled takes events; the twin has no read-only CloudTrail events to tell the two other states apart. */
export const isOn = (rule: Rule): boolean => rule.state !== 'DISABLED';

/** The rules of all buses. */
export class RuleStore {
  readonly #cloud: Cloud;
  readonly #buses: BusStore;
  readonly #changed: (rule: Rule) => void;

  /** `changed` is told of every rule that was put, switched or removed (then without a bus's knowing it). */
  constructor(cloud: Cloud, buses: BusStore, changed: (rule: Rule) => void) {
    this.#cloud = cloud;
    this.#buses = buses;
    this.#changed = changed;
  }

  /** Creates a rule or changes it; its targets and tags stay. */
  put(busName: string | undefined, request: RuleRequest): Rule {
    const bus = this.#buses.require(busName);
    check(request, bus);
    const known = bus.rules.get(request.name);
    if (!known && bus.rules.size >= this.#cloud.facts.value('events.busRules')) throw limitExceeded();
    const path = bus.name === DEFAULT_BUS ? request.name : `${bus.name}/${request.name}`;
    const rule: Rule = {
      ...request,
      arn: serviceArn(this.#cloud, 'events', `rule/${path}`),
      busName: bus.name,
      pattern: request.patternText === undefined ? undefined : this.pattern(request.patternText),
      schedule: this.#schedule(request.scheduleExpression, known?.schedule),
      targets: known?.targets ?? new Map<string, Target>(),
      tags: known?.tags ?? new Map<string, string>(),
      timer: known?.timer,
    };
    bus.rules.set(rule.name, rule);
    this.#changed(rule);
    return rule;
  }

  find(busName: string | undefined, name: string | undefined): Rule | undefined {
    return this.#buses.require(busName).rules.get(name ?? '');
  }

  require(busName: string | undefined, name: string | undefined): Rule {
    const bus = this.#buses.require(busName);
    const rule = bus.rules.get(name ?? '');
    if (!rule) throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus.name}.`);
    return rule;
  }

  switch(rule: Rule, state: RuleState): void {
    rule.state = state;
    this.#changed(rule);
  }

  remove(rule: Rule): void {
    this.#buses.require(rule.busName).rules.delete(rule.name);
    rule.state = 'DISABLED';
    this.#changed(rule);
  }

  /** Compiles an event pattern, or refuses it as the service does. */
  pattern(text: string): CompiledPattern {
    if (text.length > this.#cloud.facts.value('events.patternCharacters')) throw limitExceeded();
    return compiledPattern(text);
  }

  #schedule(expression: string | undefined, known: RuleSchedule | undefined): RuleSchedule | undefined {
    if (expression === undefined || expression === known?.expression) return expression === undefined ? undefined : known;
    const sinceMs = this.#cloud.clock.nowMs;
    try {
      return { expression, sinceMs, occurrences: compileRuleSchedule(expression, { createdMs: sinceMs }) };
    } catch (error) {
      if (error instanceof InvalidScheduleError) throw invalid('Parameter ScheduleExpression is not valid.');
      throw error;
    }
  }
}

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

function check(request: RuleRequest, bus: EventBus): void {
  if (!RULE_NAME.test(request.name)) throw invalid(`Rule name ${request.name} is not valid`);
  if (request.patternText === undefined && request.scheduleExpression === undefined)
    throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  if (request.scheduleExpression !== undefined && bus.name !== DEFAULT_BUS)
    throw invalid('ScheduleExpression is supported only on the default event bus.');
}

/** Compiles an event pattern, or refuses it as the service does. */
export function compiledPattern(text: string): CompiledPattern {
  try {
    return compilePatternText(text);
  } catch (error) {
    if (error instanceof InvalidPatternError) throw new AwsError('InvalidEventPatternException', error.message);
    throw error;
  }
}
