import type { Target } from '@aws-sdk/client-eventbridge';
import { type CompiledPattern, compilePattern, InvalidPatternError } from '#language/patterns/index.ts';
import type { Cloud } from '../../cloud.ts';
import { serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';

/** A rule of the default bus; its pattern is compiled once. */
export type Rule = {
  readonly name: string;
  readonly arn: string;
  description: string | undefined;
  roleArn: string | undefined;
  enabled: boolean;
  patternText: string;
  pattern: CompiledPattern;
  readonly targets: Map<string, Target>;
};

export type RuleRequest = {
  name: string;
  patternText: string | undefined;
  description: string | undefined;
  roleArn: string | undefined;
  enabled: boolean;
};

export const DEFAULT_BUS = 'default';
const RULE_NAME = /^[.\-_A-Za-z0-9]{1,64}$/;

/** The rules of the account's default bus. */
export class RuleStore {
  readonly rules = new Map<string, Rule>();
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  /** Creates a rule or changes it; its targets stay. */
  put(request: RuleRequest): Rule {
    if (!RULE_NAME.test(request.name)) throw new AwsError('ValidationException', `Rule name ${request.name} is not valid`);
    if (request.patternText === undefined)
      throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.');
    const pattern = compile(request.patternText);
    const known = this.rules.get(request.name);
    const rule: Rule = {
      name: request.name,
      arn: serviceArn(this.#cloud, 'events', `rule/${request.name}`),
      targets: known?.targets ?? new Map<string, Target>(),
      description: request.description,
      roleArn: request.roleArn,
      enabled: request.enabled,
      patternText: request.patternText,
      pattern,
    };
    this.rules.set(rule.name, rule);
    return rule;
  }

  require(name: string | undefined): Rule {
    const rule = this.rules.get(name ?? '');
    if (!rule) throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`, { statusCode: 400 });
    return rule;
  }
}

/** Only the account's default bus exists here. */
export function refuseOtherBus(cloud: Cloud, name: string | undefined): void {
  if (name === undefined || name === DEFAULT_BUS || name === serviceArn(cloud, 'events', `event-bus/${DEFAULT_BUS}`)) return;
  throw new NotInTwinError(`the event bus ${name}`);
}

function compile(text: string): CompiledPattern {
  try {
    return compilePattern(JSON.parse(text));
  } catch (error) {
    if (error instanceof InvalidPatternError) throw new AwsError('InvalidEventPatternException', error.message);
    if (error instanceof SyntaxError)
      throw new AwsError('InvalidEventPatternException', 'Event pattern is not valid. Reason: Filter is not an object');
    throw error;
  }
}
