import type { Layer } from '#domain/glossary.ts';
import { cachePromise } from './cache.ts';
import { databasePromise } from './database.ts';
import { edgePromise } from './edge.ts';
import { filesPromise } from './files.ts';
import { mediaPromise } from './media.ts';
import { networkPromise } from './network.ts';
import type { Promised } from './promise.ts';
import { watchPromise } from './watch.ts';
import { webPromise } from './web.ts';
import { workerPromise } from './worker.ts';

/** What each layer promises beyond the end of its stack. */
export const PROMISES: Readonly<Record<Layer, Promised>> = {
  network: networkPromise,
  database: databasePromise,
  cache: cachePromise,
  files: filesPromise,
  media: mediaPromise,
  web: webPromise,
  worker: workerPromise,
  edge: edgePromise,
  watch: watchPromise,
};
