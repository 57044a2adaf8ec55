import { AwsError, NotInTwinError } from '../../errors.ts';
import type { EventBus } from './buses.ts';

export type PolicyStatement = { Sid: string; Effect: string; Principal: unknown; Action: unknown; Resource: unknown; Condition?: unknown };
/** Who else may put events on a bus. */
export type BusPolicy = { readonly Version: string; readonly Statement: readonly PolicyStatement[] };

/** What PutPermission, or an AWS::Events::EventBusPolicy in its older form, asks for. */
export type PermissionRequest = {
  Action?: string | undefined;
  Principal?: string | undefined;
  StatementId?: string | undefined;
  Condition?: { Type?: string | undefined; Key?: string | undefined; Value?: string | undefined } | undefined;
};

const VERSION = '2012-10-17';
const MAX_POLICY_CHARACTERS = 10_240;

/** Reads a whole policy. Everybody here is of one account, so that an Allow changes nothing and a Deny would have to be evaluated. */
export function readPolicy(text: string): BusPolicy {
  let policy: { Version?: string; Statement?: PolicyStatement | PolicyStatement[] };
  try {
    policy = JSON.parse(text);
  } catch {
    throw new AwsError('ValidationException', 'The policy is not valid JSON.');
  }
  return checked({ Version: policy.Version ?? VERSION, Statement: [policy.Statement ?? []].flat() });
}

/** Adds a statement to a bus's policy, or replaces the one of the same id. */
export function putStatement(bus: EventBus, statement: PolicyStatement): void {
  const others = bus.policy?.Statement.filter(({ Sid }) => Sid !== statement.Sid) ?? [];
  bus.policy = checked({ Version: VERSION, Statement: [...others, statement] });
}

/** The statement that a permission stands for. */
export function statementOf(bus: EventBus, request: PermissionRequest): PolicyStatement {
  const { Action: action, Principal: principal, StatementId: id, Condition: condition } = request;
  if (!action || !principal || !id) {
    throw new AwsError('ValidationException', 'Parameter StatementId, Action and Principal must be specified, or Policy instead.');
  }
  const { Type: type = '', Key: key = '', Value: value = '' } = condition ?? {};
  return {
    Sid: id,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: `arn:aws:iam::${principal}:root` },
    Action: action,
    Resource: bus.arn,
    ...(condition === undefined ? {} : { Condition: { [type]: { [key]: value } } }),
  };
}

export function removeStatement(bus: EventBus, id: string | undefined): void {
  const others = bus.policy?.Statement.filter(({ Sid }) => Sid !== id) ?? [];
  if (bus.policy === undefined || others.length === bus.policy.Statement.length) {
    throw new AwsError('ResourceNotFoundException', 'Statement with the provided id does not exist.');
  }
  bus.policy = others.length === 0 ? undefined : { ...bus.policy, Statement: others };
}

function checked(policy: BusPolicy): BusPolicy {
  if (policy.Statement.some(({ Effect }) => Effect === 'Deny')) throw new NotInTwinError('a Deny in the policy of an event bus');
  if (JSON.stringify(policy).length > MAX_POLICY_CHARACTERS) {
    throw new AwsError('PolicyLengthExceededException', `The policy of an event bus has at most ${MAX_POLICY_CHARACTERS} characters.`);
  }
  return policy;
}
