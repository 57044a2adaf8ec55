import type { Call, Principal } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { fitsWildcard } from '../../wildcard.ts';
import type { Buckets } from './buckets.ts';

type ServicePrincipal = Extract<Principal, { kind: 'service' }>;
type Statement = {
  Effect: string;
  Principal?: unknown;
  Action?: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
};

/** The version of TLS with which AWS's services talk to S3. */
const TLS_VERSION = '1.3';

/**
 * Refuses a service that acts for a resource (CloudFront for a distribution) what the bucket's policy does not allow it. Who may not
 * list is not told either that something is not there (S3 User Guide: troubleshoot-403-errors).
 */
export function refuseService(
  buckets: Buckets,
  { Bucket, Key }: { Bucket?: string | undefined; Key?: string | undefined },
  call: Call,
): void {
  const { principal } = call;
  if (principal.kind !== 'service' || principal.sourceArn === undefined) return;
  const bucket = buckets.find(Bucket);
  const may = (action: string, resource: string): boolean => allows(bucket.policy, principal, action, resource);
  const arn = `arn:aws:s3:::${bucket.name}`;
  const isHidden = bucket.find(Key ?? '') === undefined && !may('s3:ListBucket', arn);
  if (isHidden || !may('s3:GetObject', `${arn}/${Key}`)) throw new AwsError('AccessDenied', 'Access Denied', { statusCode: 403 });
}

function allows(policy: string | undefined, principal: ServicePrincipal, action: string, resource: string): boolean {
  const statements: Statement[] = policy === undefined ? [] : [JSON.parse(policy).Statement].flat();
  const fitting = statements.filter(
    (statement) =>
      isFor(statement.Principal, principal.service) &&
      some(statement.Action, (pattern) => fitsWildcard(pattern.toLowerCase(), action.toLowerCase())) &&
      some(statement.Resource, (pattern) => fitsWildcard(pattern, resource)) &&
      meets(statement.Condition ?? {}, principal),
  );
  return fitting.some(({ Effect }) => Effect === 'Allow') && fitting.every(({ Effect }) => Effect !== 'Deny');
}

const some = (texts: string | readonly string[] | undefined, fits: (text: string) => boolean): boolean => [texts ?? []].flat().some(fits);

function isFor(named: unknown, service: string): boolean {
  if (named === '*') return true;
  const { Service, AWS } = (named ?? {}) as { Service?: string | string[]; AWS?: string | string[] };
  return some(Service, (name) => name === service) || some(AWS, (name) => name === '*');
}

function meets(conditions: NonNullable<Statement['Condition']>, principal: ServicePrincipal): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => some(wanted, (value) => compare(operator, contextOf(key, principal), value))),
  );
}

function contextOf(key: string, { sourceArn = '' }: ServicePrincipal): string {
  switch (key.toLowerCase()) {
    case 'aws:sourcearn':
      return sourceArn;
    case 'aws:sourceaccount':
      return sourceArn.split(':')[4] ?? '';
    case 'aws:securetransport':
      return 'true';
    case 's3:tlsversion':
      return TLS_VERSION;
    default:
      throw new NotInTwinError(`the bucket policy condition ${key}`);
  }
}

function compare(operator: string, value: string, wanted: string): boolean {
  switch (operator) {
    case 'StringEquals':
    case 'ArnEquals':
    case 'Bool':
      return value === wanted;
    case 'StringLike':
    case 'ArnLike':
      return fitsWildcard(wanted, value);
    case 'NumericLessThan':
      return Number(value) < Number(wanted);
    default:
      throw new NotInTwinError(`the bucket policy operator ${operator}`);
  }
}
