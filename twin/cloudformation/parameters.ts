import type { Parameter } from '@aws-sdk/client-cloudformation';
import type { Cloud } from '../cloud.ts';
import { NotInTwinError } from '../errors.ts';
import { invalid, type Template, type TemplateParameter } from './template.ts';

const SSM_VALUE = /^AWS::SSM::Parameter::Value<(.+)>$/;
const SIMPLE_TYPES = /^(String|Number|CommaDelimitedList|List<Number>|(List<)?AWS::(EC2|Route53)::[A-Za-z:]+>?|AWS::SSM::Parameter::Name)$/;

/** The parameters of a stack: as given (for DescribeStacks) and as the template's functions see them. */
export type ResolvedParameters = { given: Parameter[]; values: Record<string, unknown> };

/** Takes the request's parameters, defaults and previous values, checks them, and reads those that live in Parameter Store. */
export function resolveParameters(
  cloud: Pick<Cloud, 'callNow'>,
  template: Template,
  requested: readonly Parameter[],
  previous: readonly Parameter[] = [],
): ResolvedParameters {
  const unknown = requested.filter(({ ParameterKey: key }) => !Object.hasOwn(template.parameters, key ?? ''));
  if (unknown.length > 0) throw invalid(`Parameters: [${unknown.map((p) => p.ParameterKey).join(', ')}] do not exist in the template`);
  const missing: string[] = [];
  const resolved: ResolvedParameters = { given: [], values: {} };
  for (const [name, definition] of Object.entries(template.parameters)) {
    const text = textOf(name, definition, requested, previous);
    if (text === undefined) {
      missing.push(name);
      continue;
    }
    check(name, definition, text);
    const { value, resolvedValue } = read(cloud, name, definition.Type, text);
    resolved.values[name] = value;
    const shown = definition.NoEcho === true || definition.NoEcho === 'true' ? '****' : text;
    resolved.given.push({
      ParameterKey: name,
      ParameterValue: shown,
      ...(resolvedValue === undefined ? {} : { ResolvedValue: resolvedValue }),
    });
  }
  if (missing.length > 0) throw invalid(`Parameters: [${missing.join(', ')}] must have values`);
  return resolved;
}

function textOf(
  name: string,
  definition: TemplateParameter,
  requested: readonly Parameter[],
  previous: readonly Parameter[],
): string | undefined {
  const asked = requested.find((parameter) => parameter.ParameterKey === name);
  if (asked?.UsePreviousValue) return previous.find((parameter) => parameter.ParameterKey === name)?.ParameterValue;
  if (asked?.ParameterValue !== undefined) return asked.ParameterValue;
  return definition.Default === undefined ? undefined : String(definition.Default);
}

function check(name: string, definition: TemplateParameter, text: string): void {
  const say = (what: string): never => {
    throw invalid(`Parameter '${name}' ${String(definition.ConstraintDescription ?? what)}`);
  };
  const allowed = definition.AllowedValues as unknown[] | undefined;
  if (allowed && !allowed.map(String).includes(text)) say(`must be one of AllowedValues`);
  const pattern = definition.AllowedPattern as string | undefined;
  if (pattern && !new RegExp(`^(?:${pattern})$`).test(text)) say(`must match pattern ${pattern}`);
  if (definition.MinLength !== undefined && text.length < Number(definition.MinLength))
    say(`must contain at least ${definition.MinLength} characters`);
  if (definition.MaxLength !== undefined && text.length > Number(definition.MaxLength))
    say(`must contain at most ${definition.MaxLength} characters`);
  if (definition.Type !== 'Number') return;
  if (text.trim() === '' || Number.isNaN(Number(text))) say(`must be a number`);
  if (definition.MinValue !== undefined && Number(text) < Number(definition.MinValue))
    say(`must be a number not less than ${definition.MinValue}`);
  if (definition.MaxValue !== undefined && Number(text) > Number(definition.MaxValue))
    say(`must be a number not greater than ${definition.MaxValue}`);
}

function read(cloud: Pick<Cloud, 'callNow'>, name: string, type: string, text: string): { value: unknown; resolvedValue?: string } {
  const inner = SSM_VALUE.exec(type)?.[1];
  if (inner !== undefined) {
    const stored = String(cloud.callNow('ssm', 'GetParameter', { Name: text }).Parameter.Value);
    return { value: typed(name, inner, stored), resolvedValue: stored };
  }
  return { value: typed(name, type, text) };
}

/** Numbers become numbers, since CloudFormation hands resources the type of their schema. */
function typed(name: string, type: string, text: string): unknown {
  if (!SIMPLE_TYPES.test(type) && type !== 'List<String>') throw new NotInTwinError(`the parameter type ${type}`, `of ${name}`);
  if (type === 'Number') return Number(text);
  if (!type.startsWith('List<') && type !== 'CommaDelimitedList') return text;
  const items = text === '' ? [] : text.split(',').map((item) => item.trim());
  return type === 'List<Number>' ? items.map(Number) : items;
}
