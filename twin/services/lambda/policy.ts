import type { Principal } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { fitsWildcard } from '../../wildcard.ts';

/** One statement of a function's resource policy, as AddPermission takes it. */
export type Permission = {
  readonly statementId: string;
  readonly action: string;
  readonly principal: string;
  readonly sourceArn: string | undefined;
  readonly sourceAccount: string | undefined;
};

/** arn, partition, service, region, account, resource. */
const ARN_PARTS = 6;
const INVOKE_ACTIONS = new Set(['lambda:InvokeFunction', 'lambda:*', '*']);

/** An AWS service may invoke a function only when the resource policy says so; roles and users are IAM's business. */
export function checkMayInvoke(functionArn: string, permissions: Iterable<Permission>, principal: Principal): void {
  switch (principal.kind) {
    case 'role':
    case 'user':
      return;
    case 'service':
      for (const permission of permissions) if (allows(permission, principal.service, principal.sourceArn)) return;
      throw denied(principal.service, functionArn, principal.sourceArn);
    case 'anonymous':
      throw denied('anonymous', functionArn, undefined);
    default:
      principal satisfies never;
  }
}

function allows(permission: Permission, service: string, sourceArn: string | undefined): boolean {
  if (!INVOKE_ACTIONS.has(permission.action)) return false;
  if (permission.principal !== service && permission.principal !== '*') return false;
  if (permission.sourceArn !== undefined && !arnLike(permission.sourceArn, sourceArn)) return false;
  // The account is the fifth part of an ARN; ARNs of buckets have none.
  return permission.sourceAccount === undefined || permission.sourceAccount === sourceArn?.split(':')[4];
}

/** The ArnLike condition: `*` and `?` within each of the six parts of an ARN, never over a colon between them. */
function arnLike(pattern: string, arn: string | undefined): boolean {
  if (arn === undefined) return false;
  const parts = partsOf(arn);
  return partsOf(pattern).every((part, index) => fitsWildcard(part, parts[index] ?? ''));
}

/** Only the last part, the resource, may hold colons of its own. */
function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}

const denied = (who: string, functionArn: string, sourceArn: string | undefined): AwsError =>
  new AwsError(
    'AccessDeniedException',
    `${who} is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn} because no resource-based policy allows the action${sourceArn ? ` for ${sourceArn}` : ''}`,
    { statusCode: 403 },
  );

/** The policy document that GetPolicy answers. */
export function policyDocument(functionArn: string, permissions: Iterable<Permission>): string {
  const statements = [...permissions].map((permission) => ({
    Sid: permission.statementId,
    Effect: 'Allow',
    Principal: permission.principal.endsWith('.amazonaws.com') ? { Service: permission.principal } : { AWS: permission.principal },
    Action: permission.action,
    Resource: functionArn,
    ...conditionOf(permission),
  }));
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
}

function conditionOf({ sourceArn, sourceAccount }: Permission): object {
  if (sourceArn === undefined && sourceAccount === undefined) return {};
  return {
    Condition: {
      ...(sourceAccount === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
      ...(sourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': sourceArn } }),
    },
  };
}
