import { Aws, CfnCondition, Fn, type IResolvable, Token } from 'aws-cdk-lib';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { isGiven } from '../network/conditions.ts';
import type { Choice } from './parameters.ts';

/** The policies of Route 53 whose records a template may hold; `simple` is that of a record with none of their properties. */
const policies = ['weighted', 'latency', 'failover', 'geolocation', 'geoproximity', 'multivalue'] as const;
export type Policy = (typeof policies)[number];

/** A condition a policy, and one for the policies in which a name has several records. */
export type RoutingConditions = Readonly<Record<Policy, CfnCondition>> & { readonly isSimple: CfnCondition };

export const routingConditions = (scope: Construct, routing: string): RoutingConditions => {
  const holds = (id: string, policy: string): CfnCondition =>
    new CfnCondition(scope, id, { expression: Fn.conditionEquals(routing, policy) });
  return {
    weighted: holds('IsWeighted', 'weighted'),
    latency: holds('IsByLatency', 'latency'),
    failover: holds('IsFailover', 'failover'),
    geolocation: holds('IsByLocation', 'geolocation'),
    geoproximity: holds('IsByDistance', 'geoproximity'),
    multivalue: holds('IsMultivalue', 'multivalue'),
    isSimple: holds('IsSimple', 'simple'),
  };
};

/** A property that is left out where its condition does not hold. */
const onlyWith = (condition: CfnCondition, value: unknown): IResolvable => Fn.conditionIf(condition.logicalId, value, Aws.NO_VALUE);

/** An endpoint of a name: what it is called among the others, where it is, and whether it is the first. */
export type Routed = { identifier: string; region: string; failover: 'PRIMARY' | 'SECONDARY'; choice: Choice };

/** An alias of a load balancer or a distribution. */
export type Alias = { dnsName: string; zoneId: string; evaluatesHealth: string | IResolvable; healthCheckId?: string };

/** A record of a name with what makes it one of its policy: all of it is there, and left out but for one part when the stack is made. */
export const aliasRecord = (
  scope: Construct,
  id: string,
  { hostedZoneId, name, conditions }: { hostedZoneId: string; name: string; conditions: RoutingConditions },
  { dnsName, zoneId, evaluatesHealth, healthCheckId }: Alias,
  { identifier, region, failover, choice }: Routed,
): CfnRecordSet => {
  const isGivenPart = (what: string, value: string): string => isGiven(scope, `Has${identifier}${what}`, value).logicalId;
  const country = Fn.conditionIf(
    isGivenPart('Subdivision', choice.subdivision),
    { CountryCode: choice.country, SubdivisionCode: choice.subdivision },
    { CountryCode: choice.country },
  );
  const location = Fn.conditionIf(isGivenPart('Continent', choice.continent), { ContinentCode: choice.continent }, country);
  const record = new CfnRecordSet(scope, id, {
    hostedZoneId,
    name,
    type: 'A',
    aliasTarget: { dnsName, hostedZoneId: zoneId },
    ...(healthCheckId === undefined ? {} : { healthCheckId }),
    setIdentifier: Token.asString(Fn.conditionIf(conditions.isSimple.logicalId, Aws.NO_VALUE, identifier)),
    weight: Token.asNumber(onlyWith(conditions.weighted, choice.weight)),
    region: Token.asString(onlyWith(conditions.latency, region)),
    failover: Token.asString(onlyWith(conditions.failover, failover)),
    geoLocation: onlyWith(conditions.geolocation, location),
  });
  // The installed CDK knows this property in groups of records only; CloudFormation knows it here too.
  record.addPropertyOverride('GeoProximityLocation', onlyWith(conditions.geoproximity, { AWSRegion: region, Bias: choice.bias }));
  // Its own type is a boolean, which no parameter is.
  record.addPropertyOverride('AliasTarget.EvaluateTargetHealth', evaluatesHealth);
  return record;
};
