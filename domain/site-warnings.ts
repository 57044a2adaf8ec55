import { frontWarnings } from './front-warnings.ts';
import { natOf } from './layers/network.ts';
import { scalingOf } from './scaling.ts';
import { scalingConflicts } from './scaling-conflicts.ts';
import { siteAvailability } from './site-availability.ts';
import { checkQuotas } from './site-quotas.ts';
import { ofType, type SiteResource, textOf } from './site-resources.ts';
import type { SiteSpec } from './site-spec.ts';

/** What a site may have and would rather not: where, what stands there, and why somebody should think about it. */
export type SiteWarning = { path: string; found: string; why: string };

type Rule = (spec: SiteSpec, resources: readonly SiteResource[]) => SiteWarning[];

/** Everything worth a thought in a site that is allowed as it is, in the order of its file. */
export const siteWarnings = (spec: SiteSpec, resources: readonly SiteResource[]): SiteWarning[] =>
  RULES.flatMap((rule) => rule(spec, resources));

const said = (isSaid: boolean, path: string, found: string, why: string): SiteWarning[] => (isSaid ? [{ path, found, why }] : []);

const network: Rule = ({ network: wanted }) =>
  said(
    natOf(wanted) === 'one',
    'network.nat',
    'one',
    'One NAT gateway stands in one zone: with that zone, the nodes of all others lose their way out, and new ones cannot boot.',
  );

const capacity: Rule = ({ web, network: { zones }, windows }) => [
  ...said(
    web.min < zones.length,
    'web.min',
    String(web.min),
    `With fewer nodes than its ${zones.length} zones, a zone without a node is there by design, and the loss of another may take the last one.`,
  ),
  ...said(
    web.min === web.max,
    'web.max',
    String(web.max),
    'Minimum and maximum are the same, so that no policy can add a node, and a replacement has no room before the old one is gone.',
  ),
  ...windows.flatMap((window, index) =>
    said(
      window.min < web.min,
      `windows[${index}].min`,
      String(window.min),
      `The window asks for fewer nodes than the ${web.min} that the site has without it.`,
    ),
  ),
];

const scaling: Rule = ({ web }) =>
  scalingConflicts(scalingOf(web), web).map(({ policy, found, why }) => ({
    path: policy === undefined ? 'web.scaling' : `web.scaling.${policy}`,
    found,
    why,
  }));

const spot: Rule = ({ web: { mixedInstances: mixed, min } }) =>
  said(
    mixed !== undefined && mixed.spotPercent > 0 && (mixed.onDemandBase ?? min) < min,
    'web.mixedInstances.onDemandBase',
    String(mixed?.onDemandBase),
    `Spot capacity is taken back with two minutes' notice: fewer than the ${min} nodes that must be there at all times are on demand.`,
  );

const https: Rule = (_spec, resources) => {
  const listeners = ofType(resources, 'AWS::ElasticLoadBalancingV2::Listener');
  return said(
    listeners.length > 0 && !listeners.some((listener) => textOf(listener, 'Protocol') === 'HTTPS'),
    'web',
    'HTTP alone',
    'Without a certificate every password and session of the site travels in the clear.',
  );
};

const database: Rule = ({ database: wanted }) =>
  wanted === undefined
    ? []
    : [
        ...said(
          !wanted.multiAz,
          'database.multiAz',
          'false',
          'Without a standby the loss of its zone is an outage of as long as a restore takes, and there is no failover to drill.',
        ),
        ...said(
          wanted.backupRetentionDays < 2,
          'database.backupRetentionDays',
          String(wanted.backupRetentionDays),
          'What is noticed after a weekend can no longer be taken back.',
        ),
        ...said(
          wanted.engine === 'aurora-mysql' && wanted.readers === 0,
          'database.readers',
          '0',
          'Aurora without a reader makes a lost writer anew, which takes up to ten minutes (R3).',
        ),
        ...said(
          !wanted.deletionProtection && !wanted.snapshotOnDelete,
          'database.snapshotOnDelete',
          'false',
          'With neither deletion protection nor a last snapshot, a teardown ends the data with the database.',
        ),
      ];

const cache: Rule = ({ cache: wanted }) =>
  said(
    wanted?.nodes === 1,
    'cache.nodes',
    '1',
    'With its one node the whole cache is gone, and all that it carried falls on the database at once.',
  );

const files: Rule = ({ files: wanted }) =>
  said(
    wanted?.backups === false,
    'files.backups',
    'false',
    'Nothing brings back a file that somebody or a faulty release deletes on all nodes at once, and a teardown ends them all.',
  );

const alarms: Rule = (_spec, resources) => {
  const topics = ofType(resources, 'AWS::SNS::Topic').filter(({ layer }) => layer === 'watch');
  return said(
    topics.length > 0 && ofType(resources, 'AWS::SNS::Subscription').length === 0,
    'alarms.cpu.topic',
    'nobody who is told',
    'No mail address is subscribed with the site: an alarm at night is a line in a history.',
  );
};

const objective: Rule = (spec, resources) => {
  const { isObjectiveAllowed, objectivePercent, reason } = siteAvailability(spec, resources);
  return said(
    isObjectiveAllowed === false,
    'objectives.availabilityPercent',
    String(objectivePercent),
    `${reason} What is promised beyond that is the site's own risk.`,
  );
};

const quotas: Rule = (spec, resources) =>
  checkQuotas(spec, resources)
    .filter(({ verdict }) => verdict === 'exceeded')
    .map(({ name, needs, limit, code }) => ({
      path: '(whole)',
      found: `${needs} of "${name}"`,
      why: `An account has ${limit} before it asks for more (${code}): the site cannot grow to its maximum.`,
    }));

const RULES: readonly Rule[] = [network, capacity, scaling, spot, https, frontWarnings, database, cache, files, alarms, objective, quotas];
