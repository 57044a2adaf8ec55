import { readFileSync, rmSync } from 'node:fs';
import { App, type AppProps } from 'aws-cdk-lib';
import { bootstrapScriptMaxBytes } from './limits.ts';
import type { ProjectPaths } from './paths.ts';
import { CacheLayer } from './site/cache.ts';
import { CacheValkeyLayer } from './site/cache-valkey.ts';
import { DatabaseAuroraLayer } from './site/database-aurora.ts';
import { DatabaseClusterLayer } from './site/database-cluster.ts';
import { DatabaseInstanceLayer } from './site/database-instance.ts';
import { EdgeLayer } from './site/edge.ts';
import { FilesLayer } from './site/files.ts';
import { MediaLayer } from './site/media.ts';
import { NetworkLayer } from './site/network.ts';
import { WatchLayer } from './site/watch.ts';
import { WebLayer } from './site/web.ts';
import { WorkerLayer } from './site/worker.ts';

/**
 * Writes `<layer>.template.json` for every layer. An app of their own: the control plane takes the files as its assets. `check`
 * may add to what the app is validated by.
 */
export const synthesizeLayers = (paths: ProjectPaths, settings: AppProps, check: (app: App) => void = () => {}): void => {
  rmSync(paths.layers, { recursive: true, force: true });
  // The CLI's CDK_OUTDIR is meant for the control plane's assembly, so the folder is named here.
  const app = new App({ ...settings, outdir: paths.layers });
  new NetworkLayer(app);
  new DatabaseInstanceLayer(app);
  new DatabaseClusterLayer(app);
  new DatabaseAuroraLayer(app);
  new CacheLayer(app);
  new CacheValkeyLayer(app);
  new FilesLayer(app);
  new MediaLayer(app);
  new WebLayer(app, readBootstrapScript(paths.bootstrapScript));
  new WorkerLayer(app, readBootstrapScript(paths.bootstrapScript));
  new EdgeLayer(app);
  new WatchLayer(app);
  check(app);
  app.synth();
};

const readBootstrapScript = (path: string): string => {
  const script = readFileSync(path, 'utf8');
  const bytes = Buffer.byteLength(script);
  if (bytes > bootstrapScriptMaxBytes) throw new Error(`${path} has ${bytes} bytes; user data leaves it ${bootstrapScriptMaxBytes}`);
  return script;
};
