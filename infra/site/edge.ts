import { type App, Aws, CfnCondition, Fn, Token } from 'aws-cdk-lib';
import { type CfnHealthCheck, CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { type Asked, healthCheck } from './edge/health-check.ts';
import { addressesLimit, choice, type EdgeParameters, othersLimit } from './edge/parameters.ts';
import { aliasRecord, type RoutingConditions, routingConditions } from './edge/routing.ts';
import { LayerStack } from './layer-stack.ts';
import { both, isGiven, onlyIf } from './network/conditions.ts';

const hostPattern = '([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}';
const zonePattern = 'Z[A-Z0-9]{1,31}';
const pathPattern = '/[A-Za-z0-9._~/-]*';
/** The zone of every CloudFront distribution (Route 53 API reference: AliasTarget); Route 53 knows no health of one. */
const cloudFrontZoneId = 'Z2FDTNDATAQYW2';
/** How long resolvers keep a fixed address: a minute, as of an alias, so that a failover is as fast (fact X14). */
const ttlSeconds = '60';

/**
 * The name of a site, and how Route 53 chooses what it stands for. The load balancer has addresses of version 4 only, so there are
 * records of type A: one of type AAAA would send visitors of version 6 to wherever else has such addresses, the static page first of all.
 */
export class EdgeLayer extends LayerStack {
  private readonly parameters: EdgeParameters = {
    text: (name, props) => this.text(name, props),
    number: (name, least, most) => this.number(name, least, most),
  };
  readonly hostedZoneId: string;
  readonly name: string;
  readonly conditions: RoutingConditions;
  private readonly isAlias: CfnCondition;

  constructor(scope: App) {
    super(scope, 'edge');
    this.hostedZoneId = this.text('HostedZoneId', { allowedPattern: zonePattern });
    this.name = this.text('DomainName', { allowedPattern: hostPattern });
    const allowedValues = ['simple', 'failover', 'weighted', 'latency', 'geolocation', 'geoproximity', 'multivalue'];
    this.conditions = routingConditions(this, this.text('Routing', { allowedValues }));
    this.isAlias = new CfnCondition(this, 'IsAlias', { expression: Fn.conditionNot(this.conditions.multivalue) });
    const asked = this.asked();
    const balancer = {
      dnsName: this.text('LoadBalancerDnsName'),
      zoneId: this.text('LoadBalancerZoneId'),
    };
    const check = healthCheck(this, 'HealthCheck', asked, { name: balancer.dnsName });
    const own = this.ownRecord(balancer, check);
    // A record that is alone has to become one of several before the others come: Route 53 takes no second policy beside a first.
    for (let number = 1; number <= othersLimit; number += 1) this.otherRecord(`Other${number}`).addResourceDependency(own);
    for (let number = 1; number <= addressesLimit; number += 1) this.addressRecord(`Address${number}`, asked);

    this.outputs({ SiteDomainName: this.name, HealthCheckId: check.attrHealthCheckId });
  }

  private asked(): Asked {
    const protocol = this.text('HealthProtocol', { allowedValues: ['HTTP', 'HTTPS'] });
    const isHttps = new CfnCondition(this, 'IsHttps', { expression: Fn.conditionEquals(protocol, 'HTTPS') });
    return {
      protocol,
      port: Token.asNumber(Fn.conditionIf(isHttps.logicalId, 443, 80)),
      path: this.text('HealthPath', { allowedPattern: pathPattern }),
      intervalSeconds: this.number('HealthIntervalSeconds', 10, 30),
      failureThreshold: this.number('FailureThreshold', 1, 10),
    };
  }

  private ownRecord({ dnsName, zoneId }: { dnsName: string; zoneId: string }, check: CfnHealthCheck): CfnRecordSet {
    const alias = {
      dnsName,
      zoneId,
      evaluatesHealth: this.text('EvaluateTargetHealth', { allowedValues: ['true', 'false'] }),
      // The only record of a name is answered, healthy or not.
      healthCheckId: Token.asString(Fn.conditionIf(this.conditions.isSimple.logicalId, Aws.NO_VALUE, check.attrHealthCheckId)),
    };
    const own = { identifier: 'Own', region: Aws.REGION, failover: 'PRIMARY', choice: choice(this.parameters, 'Own') } as const;
    return onlyIf(this.isAlias, aliasRecord(this, 'Record', this, alias, own));
  }

  /** A load balancer elsewhere has its health looked at; a distribution has none that Route 53 could look at. */
  private otherRecord(identifier: string): CfnRecordSet {
    const dnsName = this.text(`${identifier}DnsName`);
    const zoneId = this.text(`${identifier}ZoneId`, { allowedPattern: `(${zonePattern})?` });
    const region = this.text(`${identifier}Region`, { allowedPattern: '[a-z0-9-]*' });
    const expression = Fn.conditionEquals(zoneId, cloudFrontZoneId);
    const isDistribution = new CfnCondition(this, `Is${identifier}Distribution`, { expression });
    const alias = { dnsName, zoneId, evaluatesHealth: Fn.conditionIf(isDistribution.logicalId, false, true) };
    const other = { identifier, region, failover: 'SECONDARY', choice: choice(this.parameters, identifier) } as const;
    const isThere = both(this, `Has${identifier}`, isGiven(this, `Names${identifier}`, dnsName), this.isAlias);
    return onlyIf(isThere, aliasRecord(this, `${identifier}Record`, this, alias, other));
  }

  /** A fixed address that somebody put before the load balancer, asked under the site's own name. */
  private addressRecord(name: string, asked: Asked): void {
    const address = this.text(name, { allowedPattern: '([0-9]{1,3}(\\.[0-9]{1,3}){3})?' });
    const isThere = isGiven(this, `Has${name}`, address);
    const check = onlyIf(isThere, healthCheck(this, `${name}HealthCheck`, asked, { address, name: this.name }));
    const record = new CfnRecordSet(this, `${name}Record`, {
      hostedZoneId: this.hostedZoneId,
      name: this.name,
      type: 'A',
      ttl: ttlSeconds,
      resourceRecords: [address],
      setIdentifier: name,
      multiValueAnswer: true,
      healthCheckId: check.attrHealthCheckId,
    });
    onlyIf(isThere, record);
  }
}
