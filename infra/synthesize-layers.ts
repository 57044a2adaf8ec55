import { readFileSync, rmSync } from 'node:fs';
import { App, type AppProps } from 'aws-cdk-lib';
import { bootstrapScriptMaxBytes } from './limits.ts';
import type { ProjectPaths } from './paths.ts';
import { CacheLayer } from './site/cache.ts';
import { DatabaseLayer } from './site/database.ts';
import { NetworkLayer } from './site/network.ts';
import { WatchLayer } from './site/watch.ts';
import { WebLayer } from './site/web.ts';

/** Writes `<layer>.template.json` for every layer. An app of their own: the control plane takes the files as its assets. */
export const synthesizeLayers = (paths: ProjectPaths, settings: AppProps): void => {
  rmSync(paths.layers, { recursive: true, force: true });
  // The CLI's CDK_OUTDIR is meant for the control plane's assembly, so the folder is named here.
  const app = new App({ ...settings, outdir: paths.layers });
  new NetworkLayer(app);
  new DatabaseLayer(app);
  new CacheLayer(app);
  new WebLayer(app, readBootstrapScript(paths.bootstrapScript));
  new WatchLayer(app);
  app.synth();
};

const readBootstrapScript = (path: string): string => {
  const script = readFileSync(path, 'utf8');
  const bytes = Buffer.byteLength(script);
  if (bytes > bootstrapScriptMaxBytes) throw new Error(`${path} has ${bytes} bytes; user data leaves it ${bootstrapScriptMaxBytes}`);
  return script;
};
