import { NotInTwinError } from '../errors.ts';
import { cidrBlocks } from './cidr.ts';
import { resolveDynamicReferences } from './dynamic-references.ts';
import { NO_VALUE, pseudoParameter, type Scope } from './scope.ts';
import { invalid } from './template.ts';

/** Answers a template value with every intrinsic function replaced; members that are AWS::NoValue are gone. */
export function resolve(value: unknown, scope: Scope): unknown {
  const found = evaluate(value, scope);
  return found === NO_VALUE ? undefined : found;
}

function evaluate(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return resolveDynamicReferences(value, scope);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope)).filter((item) => item !== NO_VALUE);
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && name !== undefined && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))) {
    // `Condition` is a function only where conditions stand; a policy statement's Condition is an object.
    if (name !== 'Condition' || typeof argument === 'string') return callFunction(name, argument, scope);
  }
  const copy: Record<string, unknown> = {};
  for (const [key, member] of entries) {
    const found = evaluate(member, scope);
    if (found !== NO_VALUE) copy[key] = found;
  }
  return copy;
}

function callFunction(name: string, argument: unknown, scope: Scope): unknown {
  const list = (): unknown[] => asList(name, argument);
  const text = (value: unknown): string => asText(name, evaluate(value, scope));
  switch (name) {
    case 'Ref':
      return reference(String(argument), scope);
    case 'Condition':
      return holds(String(argument), scope);
    case 'Fn::GetAtt':
      return attribute(argument, scope);
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::Join': {
      const [separator, items] = list();
      return asList(name, evaluate(items, scope))
        .map((item) => asText(name, item))
        .join(String(separator));
    }
    case 'Fn::Select': {
      const [index, items] = list();
      const all = asList(name, evaluate(items, scope));
      const chosen = all[Number(evaluate(index, scope))];
      if (chosen === undefined) throw invalid(`Template error: Fn::Select cannot select nonexistent value at index ${String(index)}`);
      return chosen;
    }
    case 'Fn::Split': {
      const [separator, source] = list();
      return text(source).split(String(separator));
    }
    case 'Fn::If': {
      const [condition, whenTrue, whenFalse] = list();
      return evaluate(holds(String(condition), scope) ? whenTrue : whenFalse, scope);
    }
    case 'Fn::Equals': {
      const [left, right] = list();
      return JSON.stringify(comparable(evaluate(left, scope))) === JSON.stringify(comparable(evaluate(right, scope)));
    }
    case 'Fn::And':
      return list().every((item) => evaluate(item, scope) === true);
    case 'Fn::Or':
      return list().some((item) => evaluate(item, scope) === true);
    case 'Fn::Not':
      return evaluate(list()[0], scope) !== true;
    case 'Fn::Contains': {
      const [items, wanted] = list();
      return asList(name, evaluate(items, scope)).includes(comparable(evaluate(wanted, scope)));
    }
    case 'Fn::FindInMap':
      return findInMap(list(), scope);
    case 'Fn::Base64':
      return Buffer.from(text(argument), 'utf8').toString('base64');
    case 'Fn::GetAZs':
      return availabilityZones(text(argument) || scope.cloud.region, scope);
    case 'Fn::ImportValue': {
      const exportName = text(argument);
      const found = scope.exported(exportName);
      if (found === undefined) throw invalid(`No export named ${exportName} found.`);
      return found;
    }
    case 'Fn::Cidr': {
      const [block, count, bits] = list();
      return cidrBlocks(text(block), Number(evaluate(count, scope)), Number(evaluate(bits, scope)));
    }
    default:
      throw new NotInTwinError(`the intrinsic function ${name}`);
  }
}

/** Whether a named condition of the template holds. */
export function holds(condition: string, scope: Scope): boolean {
  const body = scope.template.conditions[condition];
  if (body === undefined) throw invalid(`Template error: unresolved condition dependency ${condition}`);
  return evaluate(body, scope) === true;
}

function reference(name: string, scope: Scope): unknown {
  const pseudo = pseudoParameter(name, scope);
  if (pseudo !== undefined) return pseudo;
  if (Object.hasOwn(scope.parameters, name)) return scope.parameters[name];
  const resource = scope.resource(name);
  if (!resource) throw invalid(`Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`);
  return resource.ref;
}

function attribute(argument: unknown, scope: Scope): unknown {
  const [logicalId = '', name = ''] = Array.isArray(argument)
    ? [String(argument[0]), String(evaluate(argument[1], scope))]
    : splitOnce(String(argument));
  const resource = scope.resource(logicalId);
  if (!resource) throw invalid(`Template error: instance of Fn::GetAtt references undefined resource ${logicalId}`);
  const direct = resource.attributes[name];
  const found =
    direct ?? name.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], resource.attributes);
  if (found === undefined) throw new NotInTwinError(`the attribute ${name} of ${resource.type}`);
  return found;
}

function splitOnce(text: string): [string, string] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 1)];
}

function substitute(argument: unknown, scope: Scope): string {
  const [text, variables] = Array.isArray(argument)
    ? [String(argument[0]), (argument[1] ?? {}) as Record<string, unknown>]
    : [String(argument), {}];
  const filled = text.replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(variables, name)) return asText('Fn::Sub', evaluate(variables[name], scope));
    return asText('Fn::Sub', name.includes('.') && !name.startsWith('AWS::') ? attribute(name, scope) : reference(name, scope));
  });
  return String(resolveDynamicReferences(filled, scope));
}

function findInMap(argument: unknown[], scope: Scope): unknown {
  const [map, first, second] = argument.slice(0, 3).map((item) => asText('Fn::FindInMap', evaluate(item, scope)));
  const found = scope.template.mappings[map as string]?.[first as string]?.[second as string];
  if (found !== undefined) return found;
  throw invalid(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
}

function availabilityZones(region: string, scope: Scope): string[] {
  if (region !== scope.cloud.region) throw new NotInTwinError(`the region ${region}`);
  return [`${region}a`, `${region}b`];
}

/** Parameters of type Number are numbers here, and text in a template's comparison: CloudFormation compares text. */
function comparable(value: unknown): unknown {
  if (value === NO_VALUE) return undefined;
  if (Array.isArray(value)) return value.map(comparable);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function asList(name: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid(`Template error: every ${name} object requires a list`);
}

function asText(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalid(`Template error: every value of ${name} must be a string, found ${JSON.stringify(value) ?? 'nothing'}`);
}
