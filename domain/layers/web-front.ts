import type { SiteSpec } from '../site-spec.ts';
import { siteUrl } from './edge.ts';
import type { Values } from './rules.ts';

/** Where requests for some paths go instead of to the nodes; exactly one of the three ways. */
export type PathRule = {
  path: string[];
  to?: 'nodes' | 'admin' | undefined;
  /** A status that the load balancer answers by itself. */
  answer?: number | undefined;
  /** A path of the same site, for good. */
  redirect?: string | undefined;
};

/** Where PHP keeps what it knows of a visitor. */
export type Sessions = 'cache' | 'dynamodb' | 'sticky' | 'none';

/** The way in: the load balancer of a site. */
export type FrontSpec = {
  healthPath: string;
  deregistrationDelaySeconds: number;
  /** The name that visitors ask for; its certificate is given, or made and validated in the name's hosted zone. */
  https?: { name: string; certificateArn?: string | undefined; hostedZone?: string | undefined } | undefined;
  pathRules: PathRule[];
  stickiness?: { seconds: number } | undefined;
  crossZone: boolean;
  accessLogs: boolean;
  /** Left out: in the cache where there is one. */
  sessions?: Sessions | undefined;
  /** A node of its own for those who write; of the nodes' type where it names none. */
  admin?: { instanceType?: string | undefined } | undefined;
};

/** How many rules the template has room for; events/site-front.ts and infra/site/web/path-rules.ts say the same. */
const PATH_RULES_LIMIT = 8;

/** Where the sessions of a site are. */
export function sessionsOf({ web, cache }: Pick<SiteSpec, 'web' | 'cache'>): Sessions {
  return web.sessions ?? (cache === undefined ? 'none' : 'cache');
}

/** Whether visitors are served by HTTPS. */
export const hasHttps = ({ https }: Pick<FrontSpec, 'https'>): boolean => https !== undefined;

/**
 * Where a probe asks for a site: at its name, as visitors do, since a certificate is for nothing else. A name without one may lead
 * to another region's nodes as well; then it is the load balancer that is asked.
 */
export function siteOrigin(spec: Pick<SiteSpec, 'edge' | 'web'>, dnsName: string): string {
  const leadsHere = hasHttps(spec.web) || spec.edge?.routing === 'simple' || spec.edge?.routing === 'failover';
  return (leadsHere ? siteUrl(spec) : undefined) ?? `http://${dnsName}`;
}

/** The parameters of the web template that are about its load balancer. */
export const frontParameters = (spec: SiteSpec): Values => {
  const { web } = spec;
  return {
    HealthPath: web.healthPath,
    SiteUrl: siteUrl(spec) ?? '',
    DeregistrationDelaySeconds: web.deregistrationDelaySeconds,
    StickinessSeconds: web.stickiness?.seconds ?? 0,
    CrossZone: web.crossZone,
    AccessLogs: web.accessLogs,
    HttpsName: web.https?.name ?? '',
    HttpsCertificateArn: web.https?.certificateArn ?? '',
    HttpsHostedZoneId: web.https?.hostedZone ?? '',
    AdminInstanceType: web.admin === undefined ? '' : (web.admin.instanceType ?? web.instanceType),
    // A node's own word for sessions in its own files, whether or not the load balancer brings visitors back to it.
    Sessions: sessionsOf(spec) === 'none' ? 'sticky' : sessionsOf(spec),
    ...Object.fromEntries(Array.from({ length: PATH_RULES_LIMIT }, (_, index) => ruleParameters(index + 1, web.pathRules[index])).flat()),
  };
};

const ruleParameters = (number: number, rule: PathRule | undefined): [string, string][] => {
  const name = `PathRule${number}`;
  const way = rule === undefined ? '' : (rule.to ?? (rule.answer === undefined ? 'redirect' : 'answer'));
  return [
    [`${name}Paths`, rule?.path.join(',') ?? ''],
    [`${name}To`, way],
    // The template takes a status and a path whether or not a rule has any.
    [`${name}Status`, String(rule?.answer ?? 404)],
    [`${name}Target`, rule?.redirect ?? '/'],
  ];
};
