import type { Layer } from '#domain/glossary.ts';
import { cachePromise } from './cache.ts';
import { databasePromise } from './database.ts';
import { filesPromise } from './files.ts';
import { networkPromise } from './network.ts';
import { type Promised, promisesItsStack } from './promise.ts';
import { webPromise } from './web.ts';

/** What each layer promises beyond the end of its stack. */
export const PROMISES: Readonly<Record<Layer, Promised>> = {
  network: networkPromise,
  database: databasePromise,
  cache: cachePromise,
  files: filesPromise,
  web: webPromise,
  watch: promisesItsStack,
};
