/** What is run: one web site over several zones, described by one spec file. */
export type SiteName = string;

/** The kinds of run; each is the name of a state machine. A run is one execution of it on one site. */
export const RUN_KINDS = ['provision-site', 'teardown-site', 'scale-site', 'failover-drill', 'chaos-experiment', 'refresh-site'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** `live` acts on the site. `rehearsal`, the default, is refused by every gate column of the account: it belongs on the twin. */
export const MODES = ['rehearsal', 'live'] as const;
export type Mode = (typeof MODES)[number];

/** What started a run, and who: an ARN, a chat user or the name of a schedule. */
export const TRIGGERS = ['api', 'chat', 'schedule'] as const;
export type Trigger = { by: (typeof TRIGGERS)[number]; who: string };

/** A layer of a site: one stack, `nines-<site>-<layer>`. */
export const LAYERS = ['network', 'database', 'cache', 'files', 'media', 'web', 'worker', 'edge', 'watch'] as const;
export type Layer = (typeof LAYERS)[number];

/** The templates that layers are built from: a layer whose kinds share nothing has one template a kind. */
export const TEMPLATES = [
  'network',
  'database-instance',
  'database-cluster',
  'database-aurora',
  'cache-memcached',
  'cache-valkey',
  'files',
  'media',
  'web',
  'worker',
  'edge',
  'watch',
] as const;
export type Template = (typeof TEMPLATES)[number];

/** The name of the machine whose run changes what visitors may feel; the site's own opt-in is asked of these. */
export const OPT_IN_OF_KIND = { 'failover-drill': 'drills', 'chaos-experiment': 'chaos' } as const;

/** The tag that CloudFormation puts on every resource of a site. */
export const SITE_TAG = 'nines:site';
/** The tag of a stack that names the run that made it, so that compensation takes down only what its own run made. */
export const RUN_TAG = 'nines:run';

/** The tag of an instance that an image is made of; it names the run. */
export const BUILDER_TAG = 'nines:builder';

/** A decision of the domain: what is to be done, and why, in a sentence for people. */
export type Decision<Action extends string> = { action: Action; reason: string };
