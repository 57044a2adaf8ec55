import { type LayerDecision, type LayerRules, needed, neededIf } from './rules.ts';
import { type FrontSpec, frontParameters } from './web-front.ts';
import { type GroupSpec, groupParameters } from './web-group.ts';
import { queueNameOf } from './worker.ts';

export type WebSpec = GroupSpec & FrontSpec;

/** The load balancer, its target group and the Auto Scaling group. */
export const web: LayerRules = {
  template: () => 'web',
  waitSeconds: 30 * 60,
  parameters: (spec, outputs) => {
    const { web: wanted, database, cache, files, media } = spec;
    return {
      ...needed(
        outputs,
        'VpcId',
        'PublicSubnetIds',
        'ApplicationSubnetIds',
        'LoadBalancerSecurityGroupId',
        'WebSecurityGroupId',
        'DataSubnetZones',
      ),
      ...groupParameters(wanted),
      ...frontParameters(spec),
      ...neededIf(database !== undefined, outputs, 'DatabaseEndpoint', 'DatabasePort', 'DatabaseSecretArn'),
      ...neededIf(cache !== undefined, outputs, 'CacheEndpoint', 'CachePort'),
      CacheEngine: cache?.engine ?? '',
      NodeLogs: spec.logRetentionDays !== undefined,
      QueueName: spec.worker === undefined ? '' : queueNameOf(spec.site),
      ...neededIf(files !== undefined, outputs, 'FileSystemId', 'AccessPointId'),
      ...neededIf(media !== undefined, outputs, 'MediaBucketName', 'MediaUrl'),
    };
  },
};

type Target = { health: string; zone?: string | undefined };

/** What was seen of the web layer: the health states of its targets, each with its zone, and what the site has beside them. */
export type WebFacts = {
  targets: readonly Target[];
  /** The targets of the admin node's own group. */
  admin?: readonly Target[] | undefined;
  /** How ACM calls its certificate; undefined where there is none. */
  certificate?: string | undefined;
};

/**
 * The web layer is what it promises when as many targets are healthy as its minimum says, over more than one zone if there are two,
 * and the admin node and the certificate are well if it has them.
 */
export function gateWeb(wanted: Pick<WebSpec, 'min' | 'admin' | 'https'>, facts: WebFacts): LayerDecision {
  const healthy = facts.targets.filter(isHealthy);
  const reason = `${healthy.length} of at least ${wanted.min} targets are healthy.`;
  if (healthy.length < wanted.min) return { action: 'wait', reason };
  const zones = new Set(healthy.flatMap(({ zone }) => zone ?? []));
  if (wanted.min >= 2 && zones.size === 1) return { action: 'wait', reason: `${reason} All of them are in ${[...zones][0]}.` };
  if (wanted.admin !== undefined && !facts.admin?.some(isHealthy)) return { action: 'wait', reason: `${reason} The admin node is not.` };
  return wanted.https === undefined ? { action: 'proceed', reason } : gateCertificate(reason, facts.certificate);
}

/** A certificate that is not issued any more shows visitors an error instead of the site, and does not mend itself. */
function gateCertificate(reason: string, status: string | undefined): LayerDecision {
  if (status === 'ISSUED') return { action: 'proceed', reason: `${reason} The certificate is issued.` };
  const action = status === 'PENDING_VALIDATION' ? 'wait' : 'fail';
  return { action, reason: `${reason} The certificate is ${status ?? 'not there'}.` };
}

const isHealthy = ({ health }: Target): boolean => health === 'healthy';
