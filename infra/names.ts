/** Prefix of every physical name in the account. */
export const namePrefix = 'nines';

/** `chaos/choose-victims` → `choose-victims`. */
export const baseName = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

/** `choose-victims` → `ChooseVictims`. */
export const pascalCase = (kebab: string): string =>
  kebab
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** The physical name of a function, machine, rule or queue. */
export const physicalName = (name: string): string => `${namePrefix}-${name}`;

/** The ASL substitution that stands for a function's ARN: `choose-victims` → `ChooseVictimsFunctionArn`. */
export const functionToken = (name: string): string => `${pascalCase(name)}FunctionArn`;

/** The layers of a site, in the order in which they can be created. */
export const layerNames = ['network', 'database', 'cache', 'files', 'media', 'web', 'worker', 'edge', 'watch'] as const;

export type LayerName = (typeof layerNames)[number];

/** The templates that layers are built from, each with its layer; domain/glossary.ts names the same ones. */
export const templates = {
  network: 'network',
  'database-instance': 'database',
  'database-cluster': 'database',
  'database-aurora': 'database',
  'cache-memcached': 'cache',
  'cache-valkey': 'cache',
  files: 'files',
  media: 'media',
  web: 'web',
  worker: 'worker',
  edge: 'edge',
  watch: 'watch',
} as const satisfies Record<string, LayerName>;

export type TemplateName = keyof typeof templates;
export const templateNames = Object.keys(templates) as TemplateName[];

/** The key of the tag that says which part of the control plane, or which layer of a site, a resource belongs to. */
export const partTag = 'nines:part';

/** The key of the tag that says which site a resource belongs to. */
export const siteTag = 'nines:site';

/** The secret with which requests to a site's deep page are signed; domain/probe-signature.ts spells it the same. */
export const siteKeyName = (site: string): string => `${namePrefix}/${site}/site-key`;

/** The bucket with the code of every site. Its name is fixed, since the layers of a site name it before they know this stack. */
export const assetsBucketName = (account: string, region: string): string => `${namePrefix}-assets-${account}-${region}`;

/** The managed policy of the web nodes, and the boundary of their roles. */
export const nodePolicyName = physicalName('node');
export const nodeBoundaryName = physicalName('node-boundary');

/** The role with which the VPC flow logs of every site are written. */
export const flowLogRoleName = physicalName('flow-logs');
