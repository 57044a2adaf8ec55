import type { AliasTarget } from '@aws-sdk/client-route-53';
import { plainName } from './names.ts';

/** A kind of AWS resource that a record may be an alias of; resolvers keep its addresses for that long. */
type TargetKind = { readonly names: RegExp; readonly zoneId: RegExp; readonly ttlSeconds: number; readonly mayEvaluateHealth: boolean };

/**
 * The zones of CloudFront and of the load balancers are published (AWS General Reference: elb; Route 53 API reference: AliasTarget), and
 * so is 60 s as the TTL of both (fact X14; Developer Guide: resource-record-sets-values-shared).
 */
const KINDS: readonly TargetKind[] = [
  { names: /\.elb\.amazonaws\.com$/, zoneId: /^Z[A-Z0-9]+$/, ttlSeconds: 60, mayEvaluateHealth: true },
  { names: /\.cloudfront\.net$/, zoneId: /^Z2FDTNDATAQYW2$/, ttlSeconds: 60, mayEvaluateHealth: false },
];

const kindOf = (name: string): TargetKind | undefined => KINDS.find(({ names }) => names.test(plainName(name)));

/** How long resolvers keep the addresses of an AWS resource; undefined for a name of a zone of one's own. */
export const aliasTtlSeconds = (name: string): number | undefined => kindOf(name)?.ttlSeconds;

/** What is wrong with the target of an alias, if anything. */
export function aliasProblem(
  { DNSName: name = '', HostedZoneId: zoneId = '', EvaluateTargetHealth }: AliasTarget,
  record: string,
): string | undefined {
  const kind = kindOf(name);
  if (!kind) return undefined;
  if (!kind.zoneId.test(zoneId)) {
    return `Tried to create an alias that targets ${name} in zone ${zoneId}, but the alias target name does not lie within the target zone`;
  }
  return EvaluateTargetHealth && !kind.mayEvaluateHealth
    ? `EvaluateTargetHealth cannot be true for the alias target ${name} of ${record}`
    : undefined;
}
