import type { Principal } from './cloud.ts';
import { NotInTwinError } from './errors.ts';
import { fitsWildcard } from './wildcard.ts';

type Conditions = Record<string, Record<string, string | string[]>>;
type Statement = { Effect: string; Principal?: unknown; Action?: string | string[]; Condition?: Conditions };
type ServicePrincipal = Extract<Principal, { kind: 'service' }>;
type Source = { sourceArn: string | undefined; account: string | undefined };

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : value === undefined ? [] : [String(value)]);

/** Whether the resource policy of `resourceArn` lets an AWS service, acting for the resource that it names, do an action. */
export function allowsService(policy: string | undefined, principal: ServicePrincipal, action: string, resourceArn: string): boolean {
  const account = (principal.sourceArn ?? resourceArn).split(':')[4];
  const statements: Statement[] = policy ? [JSON.parse(policy).Statement].flat() : [];
  const matching = statements.filter(
    (statement) =>
      isFor(statement, principal.service) &&
      listOf(statement.Action).some((pattern) => fitsWildcard(pattern.toLowerCase(), action.toLowerCase())) &&
      meets(statement.Condition ?? {}, { sourceArn: principal.sourceArn, account }),
  );
  return matching.some((statement) => statement.Effect === 'Allow') && !matching.some((statement) => statement.Effect === 'Deny');
}

function isFor({ Principal: named }: Statement, service: string): boolean {
  if (named === '*') return true;
  const { Service: services, AWS: accounts } = (named ?? {}) as { Service?: unknown; AWS?: unknown };
  return listOf(services).includes(service) || listOf(accounts).includes('*');
}

function meets(conditions: Conditions, source: Source): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => compare(operator, listOf(wanted), contextValue(key, source))),
  );
}

/** Services call with TLS, and for this account: there is no other. */
function contextValue(key: string, { sourceArn, account }: Source): string | undefined {
  switch (key.toLowerCase()) {
    case 'aws:sourcearn':
      return sourceArn;
    case 'aws:sourceaccount':
    case 'aws:sourceowner':
      return account;
    case 'aws:securetransport':
      return 'true';
    default:
      throw new NotInTwinError(`the policy condition ${key}`);
  }
}

function compare(operator: string, wanted: readonly string[], value: string | undefined): boolean {
  if (value === undefined) return false;
  switch (operator) {
    case 'StringEquals':
    case 'Bool':
      return wanted.includes(value);
    case 'StringLike':
    case 'ArnEquals':
    case 'ArnLike':
      return wanted.some((pattern) => fitsWildcard(pattern, value));
    default:
      throw new NotInTwinError(`the policy operator ${operator}`);
  }
}
