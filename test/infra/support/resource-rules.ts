import type { Resource, Template } from './project.ts';
import { EXCEPTIONS, RESOURCES, type ResourceRow } from './resource-table.ts';

/** A rule answers what is wrong with a template. */
export type Rule = (template: Template, name: string) => string[];
type Checked = { id: string; type: string; row: ResourceRow; resource: Resource; properties: Record<string, unknown> };

const matches = (pattern: string, path: string): boolean =>
  pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
const isException = (rule: keyof typeof EXCEPTIONS, path: string): boolean =>
  Object.keys(EXCEPTIONS[rule]).some((pattern) => matches(pattern, path));

/** A rule over each resource whose type the table knows; the types that it does not are a rule of their own. */
const each =
  (judge: (checked: Checked, path: string) => string | undefined): Rule =>
  (template, name) =>
    Object.entries(template.Resources).flatMap(([id, resource]) => {
      const row = RESOURCES[resource.Type];
      if (row === undefined) return [];
      const path = `${name}/${id}`;
      const problem = judge({ id, type: resource.Type, row, resource, properties: resource.Properties ?? {} }, path);
      return problem === undefined ? [] : [`${path} (${resource.Type}) ${problem}`];
    });

type Node = { key: string; value: unknown };
/** Everything in a value, wherever it stands, also in both arms of an Fn::If. */
const walk = (value: unknown, key = ''): Node[] => {
  const inside = value !== null && typeof value === 'object' ? Object.entries(value) : [];
  return [{ key, value }, ...inside.flatMap(([name, inner]) => walk(inner, Array.isArray(value) ? key : name))];
};
const objectsIn = (value: unknown): Record<string, unknown>[] =>
  walk(value).flatMap((node) => (node.value !== null && typeof node.value === 'object' ? [node.value as Record<string, unknown>] : []));

/** Every statement of every policy in a resource, of whatever kind the policy is. */
const statementsIn = (resource: Resource): Record<string, unknown>[] =>
  objectsIn(resource.Properties).filter(({ Effect }) => Effect === 'Allow' || Effect === 'Deny');
const textsIn = (value: unknown): string[] => walk(value).flatMap((node) => (typeof node.value === 'string' ? [node.value] : []));
const anyone = (principal: unknown): boolean => textsIn(principal).includes('*');

const WORLD = ['0.0.0.0/0', '::/0'];
const isDoor = (id: string, group: unknown, { FromPort, ToPort, IpProtocol }: Record<string, unknown>): boolean =>
  (id === 'LoadBalancerSecurityGroup' || JSON.stringify(group ?? '').includes('"LoadBalancerSecurityGroup"')) &&
  IpProtocol === 'tcp' &&
  FromPort === ToPort &&
  (FromPort === 80 || FromPort === 443);

/** Names of secret values; what points at one (its ARN, its name), draws one or sets how one is used is none itself. */
const secretName = /(password|passwd|secret|token|(access|private|api)_?key)/i;
const pointer = /(arn|id|name|generatestringkey|secretstringtemplate|httptokens)$/i;
const namesSecret = (name: string): boolean => secretName.test(name) && !pointer.test(name);
const secretText = /AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|"password"\s*:/;
const exported = /export (\w+)='?([^'\n]*)/g;
const dynamic = '{{resolve:secretsmanager:';

/** What must hold of every resource of every template. */
export const RULES = {
  'is of a type that the table knows': (template, name) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => RESOURCES[Type] === undefined)
      .map(
        ([id, { Type }]) =>
          `${name}/${id}: add a row for ${Type} to test/infra/support/resource-table.ts: tags, encryption, and where it can be, keeps and isPublic`,
      ),
  'carries its tags': each(({ row, properties }) => {
    const tags = JSON.stringify(Object.entries(properties).filter(([key]) => key.endsWith('Tags')));
    return row.tags === true && !/"nines:(site|part)"/.test(tags) ? 'has no tag of Nines' : undefined;
  }),
  'is encrypted': each(({ row, properties }, path) =>
    typeof row.encryption === 'string' || row.encryption(properties) || isException('encryption', path) ? undefined : 'is not encrypted',
  ),
  'keeps its data': each(({ row, resource }, path) =>
    row.keeps === undefined || row.keeps(resource) || isException('keeps', path)
      ? undefined
      : `may lose its data (DeletionPolicy ${resource.DeletionPolicy}, UpdateReplacePolicy ${resource.UpdateReplacePolicy})`,
  ),
  'has no public address': each(({ row, properties }, path) =>
    row.isPublic?.(properties) && !isException('isPublic', path) ? 'can be met from the internet' : undefined,
  ),
  'lets the world in at 80 and 443 of the load balancer only': each(({ id, type, properties }) => {
    const rules = type === 'AWS::EC2::SecurityGroup' ? properties.SecurityGroupIngress : type.endsWith('Ingress') ? properties : [];
    const open = objectsIn(rules).filter((rule) =>
      [rule.CidrIp, rule.CidrIpv6].some((cidr) => textsIn(cidr).some((text) => WORLD.includes(text))),
    );
    const wrong = open.find((rule) => !isDoor(id, properties.GroupId, rule));
    return wrong && `lets the world in at ${wrong.FromPort ?? 'every port'} to ${wrong.ToPort ?? 'every port'}`;
  }),
  'gives nothing to everybody': each(({ resource }, path) => {
    if (isException('everybody', path)) return undefined;
    const open = statementsIn(resource).find((statement) => anyone(statement.Principal) && statement.Condition === undefined);
    return open && `has a statement for everybody without a condition: ${JSON.stringify(open.Action)}`;
  }),
  'allows no action by wildcard': each(({ resource }) => {
    const wild = statementsIn(resource)
      .filter((statement) => statement.Effect === 'Allow' && statement.Principal === undefined)
      .flatMap((statement) => textsIn(statement.Action))
      .find((action) => action.includes('*'));
    return wild && `allows ${wild}`;
  }),
  'holds no secret in plain text': each(({ properties }) => {
    for (const { key, value } of walk(properties)) {
      if (typeof value !== 'string') continue;
      if (secretText.test(value)) return `holds a key in ${key}`;
      if (namesSecret(key) && !value.includes(dynamic) && key !== 'Ref') return `holds a secret in ${key}`;
      const line = [...value.matchAll(exported)].find(([, name = '', given = '']) => namesSecret(name) && given !== '');
      if (line) return `holds a secret in ${line[1]}`;
    }
    const shown = [properties.Environment, properties.UserData, properties.LaunchTemplateData];
    return textsIn(shown).some((text) => text.includes(dynamic)) ? 'shows the value of a secret to whoever may describe it' : undefined;
  }),
  'takes no secret as a parameter': ({ Parameters = {} }, name) =>
    Object.keys(Parameters)
      .filter(namesSecret)
      .map((parameter) => `${name}: the parameter ${parameter} takes a secret`),
} as const satisfies Record<string, Rule>;
