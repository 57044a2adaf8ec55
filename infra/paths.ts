import { join } from 'node:path';

/** Where the things lie that the templates are made of; a test points it at a folder of its own. */
export type ProjectPaths = {
  root: string;
  functions: string;
  machines: string;
  patterns: string;
  bootstrapScript: string;
  bundles: string;
  layers: string;
  /** What every site is given from: the node's archive. */
  stock: string;
  /** The static pages of a site. */
  pages: string;
};

/** The paths below a checkout. */
export const projectPaths = (root: string): ProjectPaths => ({
  root,
  functions: join(root, 'functions'),
  machines: join(root, 'statemachines'),
  patterns: join(root, 'events', 'patterns'),
  bootstrapScript: join(root, 'site', 'bootstrap.sh'),
  bundles: join(root, '.build', 'bundles'),
  layers: join(root, '.build', 'layers'),
  stock: join(root, '.build', 'stock'),
  pages: join(root, 'site', 'pages'),
});
