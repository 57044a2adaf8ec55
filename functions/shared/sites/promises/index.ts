import type { Layer } from '#domain/glossary.ts';
import { cachePromise } from './cache.ts';
import { databasePromise } from './database.ts';
import { type Promised, promisesItsStack } from './promise.ts';
import { webPromise } from './web.ts';

/** What each layer promises beyond the end of its stack. */
export const PROMISES: Readonly<Record<Layer, Promised>> = {
  network: promisesItsStack,
  database: databasePromise,
  cache: cachePromise,
  web: webPromise,
  watch: promisesItsStack,
};
