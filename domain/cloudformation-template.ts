/** A template's JSON as far as a plan reads it. */
export type TemplateFile = {
  Parameters?: Readonly<Record<string, { Type?: string; Default?: unknown }>>;
  Conditions?: Readonly<Record<string, unknown>>;
  Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  Resources: Readonly<Record<string, { Type: string; Condition?: string; Properties?: Readonly<Record<string, unknown>> }>>;
  Outputs?: Readonly<Record<string, { Condition?: string }>>;
};

/** A resource whose condition holds. What only CloudFormation can know (a GetAtt, a Join) is left as the template writes it. */
export type InspectedResource = { id: string; type: string; properties: Readonly<Record<string, unknown>> };

/** The template asks for something that cannot be told without an account. */
export class TemplateError extends Error {
  override name = 'TemplateError';
}

type Known = { template: TemplateFile; parameters: Readonly<Record<string, string>> };

/** Which resources and outputs a template has with these parameters. */
export function inspectTemplate(
  template: TemplateFile,
  parameters: Readonly<Record<string, string>>,
): { resources: InspectedResource[]; outputNames: string[] } {
  const known: Known = { template, parameters };
  const exists = ({ Condition: condition }: { Condition?: string }) => condition === undefined || holds(condition, known);
  const resources = Object.entries(template.Resources).filter(([, resource]) => exists(resource));
  return {
    resources: resources.map(([id, { Type: type, Properties = {} }]) => ({
      id,
      type,
      properties: resolved(Properties, known) as Readonly<Record<string, unknown>>,
    })),
    outputNames: Object.entries(template.Outputs ?? {})
      .filter(([, output]) => exists(output))
      .map(([name]) => name),
  };
}

function holds(name: string, known: Known): boolean {
  const body = known.template.Conditions?.[name];
  if (body === undefined) throw new TemplateError(`There is no condition ${name}.`);
  return isTrue(body, known);
}

/** Conditions see parameters only (CloudFormation, Conditions), so all of one can be told; what cannot is refused by name. */
function isTrue(body: unknown, known: Known): boolean {
  const [name = '', argument] = Object.entries(body as Record<string, unknown>)[0] ?? [];
  const list = (Array.isArray(argument) ? argument : [argument]) as readonly unknown[];
  switch (name) {
    case 'Condition':
      return holds(String(argument), known);
    case 'Fn::And':
      return list.every((item) => isTrue(item, known));
    case 'Fn::Or':
      return list.some((item) => isTrue(item, known));
    case 'Fn::Not':
      return !isTrue(list[0], known);
    case 'Fn::Equals':
      return comparable(list[0], known) === comparable(list[1], known);
    default:
      throw new TemplateError(`The condition function ${name} cannot be told from parameters.`);
  }
}

function comparable(value: unknown, known: Known): string {
  const found = resolved(value, known);
  if (typeof found === 'object' && found !== null) throw new TemplateError(`A condition compares ${JSON.stringify(found)}.`);
  return String(found);
}

const ABSENT = Symbol('AWS::NoValue');

function resolved(value: unknown, known: Known): unknown {
  const found = evaluated(value, known);
  return found === ABSENT ? undefined : found;
}

function evaluated(value: unknown, known: Known): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => evaluated(item, known)).filter((item) => item !== ABSENT);
  const entries = Object.entries(value);
  const [name, argument] = entries.length === 1 ? (entries[0] as [string, unknown]) : ['', undefined];
  switch (name) {
    case 'Ref':
      return reference(String(argument), known) ?? value;
    case 'Fn::If': {
      const [condition, whenTrue, whenFalse] = argument as [string, unknown, unknown];
      return evaluated(holds(condition, known) ? whenTrue : whenFalse, known);
    }
    case 'Fn::FindInMap':
      return mapped((argument as unknown[]).map((item) => evaluated(item, known))) ?? value;
    default:
      return Object.fromEntries(
        entries.map(([key, member]) => [key, evaluated(member, known)] as const).filter(([, member]) => member !== ABSENT),
      );
  }

  function mapped([map, first, second]: unknown[]): unknown {
    return known.template.Mappings?.[String(map)]?.[String(first)]?.[String(second)];
  }
}

/** A parameter's value; undefined for a resource, which has none yet. */
function reference(name: string, { template, parameters }: Known): unknown {
  if (name === 'AWS::NoValue') return ABSENT;
  const parameter = template.Parameters?.[name];
  if (parameter === undefined) return undefined;
  const text = parameters[name] ?? parameter.Default;
  if (text === undefined) throw new TemplateError(`The parameter ${name} has no value.`);
  if (!/^(CommaDelimitedList|List<)/.test(parameter.Type ?? '')) return String(text);
  return text === '' ? [] : String(text).split(',');
}
