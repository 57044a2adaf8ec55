import type { SiteSpec } from '../site-spec.ts';
import { type LayerDecision, type LayerRules, needed, neededIf, type Outputs, type Values } from './rules.ts';

/** A load balancer elsewhere: its name, and the zone that AWS tells beside it. */
export type Endpoint = { dnsName: string; zoneId: string };
/** A place on earth; exactly one of continent, country and `isDefault`. */
export type Location = {
  continent?: 'AF' | 'AN' | 'AS' | 'EU' | 'NA' | 'OC' | 'SA' | undefined;
  country?: string | undefined;
  subdivision?: string | undefined;
  isDefault?: true | undefined;
};

/** How Route 53 chooses what the name of a site stands for. */
export type Routing =
  | { routing: 'simple' }
  | { routing: 'failover'; secondary: { to: 'page' } | ({ to: 'load-balancer' } & Endpoint) }
  | { routing: 'weighted'; weight: number; others: (Endpoint & { weight: number })[] }
  | { routing: 'latency'; others: (Endpoint & { region: string })[] }
  | { routing: 'geolocation'; location: Location; others: (Endpoint & { location: Location })[] }
  | { routing: 'geoproximity'; bias: number; others: (Endpoint & { region: string; bias: number })[] }
  | { routing: 'multivalue'; addresses: string[] };

export type EdgeSpec = {
  hostedZone: string;
  zone: string;
  name: string;
  healthCheck: { intervalSeconds: 10 | 30; failureThreshold: number };
} & Routing;

/** The zone of every CloudFront distribution (Route 53 API reference: AliasTarget). */
const CLOUDFRONT_ZONE_ID = 'Z2FDTNDATAQYW2';
/** How many others the template has room for; events/site-edge.ts and infra/site/edge.ts say the same. */
const OTHERS_LIMIT = 3;
const ADDRESSES_LIMIT = 4;

/** The name of the site. Thirty minutes is Terraform's own limit for a record (its aws_route53_record). */
export const edge: LayerRules = {
  template: (spec) => (spec.edge ? 'edge' : undefined),
  waitSeconds: 30 * 60,
  parameters: (spec, outputs) => {
    const { edge: wanted, web } = spec;
    if (wanted === undefined) throw new RangeError('The site has no name.');
    return {
      ...needed(outputs, 'LoadBalancerDnsName', 'LoadBalancerZoneId'),
      HostedZoneId: wanted.hostedZone,
      DomainName: wanted.name,
      Routing: wanted.routing,
      HealthPath: web.healthPath,
      // A load balancer that redirects to HTTPS answers every check over HTTP well.
      HealthProtocol: web.https === undefined ? 'HTTP' : 'HTTPS',
      HealthIntervalSeconds: wanted.healthCheck.intervalSeconds,
      FailureThreshold: wanted.healthCheck.failureThreshold,
      // Route 53 wants a healthy target in every group behind a load balancer: without its admin node the site would be gone.
      EvaluateTargetHealth: web.admin === undefined,
      ...record('Own', ownRecord(wanted)),
      ...otherParameters(wanted, outputs),
      ...addressParameters(wanted),
    };
  },
};

type Routed = { weight?: number; bias?: number; location?: Location };

function ownRecord(wanted: EdgeSpec): Routed {
  switch (wanted.routing) {
    case 'weighted':
      return { weight: wanted.weight };
    case 'geoproximity':
      return { bias: wanted.bias };
    case 'geolocation':
      return { location: wanted.location };
    case 'simple':
    case 'failover':
    case 'latency':
    case 'multivalue':
      return {};
    default:
      return wanted satisfies never;
  }
}

/** What stands beside the site's own load balancer under its name. */
function othersOf(wanted: EdgeSpec, outputs: Outputs): (Endpoint & Routed & { region?: string })[] {
  if (wanted.routing === 'simple' || wanted.routing === 'multivalue') return [];
  if (wanted.routing !== 'failover') return wanted.others;
  const { secondary } = wanted;
  if (secondary.to === 'load-balancer') return [secondary];
  const { PageDomainName = '' } = neededIf(true, outputs, 'PageDomainName');
  return [{ dnsName: PageDomainName, zoneId: CLOUDFRONT_ZONE_ID }];
}

function otherParameters(wanted: EdgeSpec, outputs: Outputs): Values {
  const others = othersOf(wanted, outputs);
  const each = Array.from({ length: OTHERS_LIMIT }, (_, index) => {
    const name = `Other${index + 1}`;
    const other = others[index];
    return {
      [`${name}DnsName`]: other?.dnsName ?? '',
      [`${name}ZoneId`]: other?.zoneId ?? '',
      [`${name}Region`]: other?.region ?? '',
      ...record(name, other ?? {}),
    };
  });
  return Object.assign({}, ...each);
}

function record(name: string, { weight = 0, bias = 0, location }: Routed): Values {
  return {
    [`${name}Weight`]: weight,
    [`${name}Bias`]: bias,
    [`${name}Continent`]: location?.continent ?? '',
    [`${name}Country`]: location?.isDefault ? '*' : (location?.country ?? ''),
    [`${name}Subdivision`]: location?.subdivision ?? '',
  };
}

function addressParameters(wanted: EdgeSpec): Values {
  const addresses = wanted.routing === 'multivalue' ? wanted.addresses : [];
  return Object.fromEntries(Array.from({ length: ADDRESSES_LIMIT }, (_, index) => [`Address${index + 1}`, addresses[index] ?? '']));
}

/** The address that visitors know a site by: its own name, if it has one. */
export function siteUrl({ edge: wanted, web }: Pick<SiteSpec, 'edge' | 'web'>): string | undefined {
  if (web.https !== undefined) return `https://${web.https.name}`;
  return wanted === undefined ? undefined : `http://${wanted.name}`;
}

/** What was seen of a name: what Route 53 answers for it, and what each of its health checkers found last. */
export type EdgeFacts = { answers: readonly string[]; checks: readonly boolean[] };

/** An endpoint is healthy while more than this share of the checkers say so (Route 53 guide: dns-failover-determining-health). */
const HEALTHY_SHARE = 0.18;

/** A name is what it promises when Route 53 answers it, and enough of its checkers reach the site. */
export function gateEdge({ name }: Pick<EdgeSpec, 'name'>, facts: EdgeFacts | undefined): LayerDecision {
  if (facts === undefined) return { action: 'fail', reason: 'The name has no health check.' };
  const { answers, checks } = facts;
  if (answers.length === 0) return { action: 'wait', reason: `Route 53 has no answer for ${name} yet.` };
  if (checks.length === 0) return { action: 'wait', reason: `${name} is answered; no health checker has reported yet.` };
  const healthy = checks.filter(Boolean).length;
  const reason = `${name} is answered, and ${healthy} of ${checks.length} health checkers reach the site.`;
  return { action: healthy / checks.length > HEALTHY_SHARE ? 'proceed' : 'wait', reason };
}
