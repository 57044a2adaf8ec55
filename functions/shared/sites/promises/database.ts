import { gateDatabase } from '#domain/layers/database.ts';
import { describeDatabase } from '../../database-state.ts';
import { type Promised, unplanned } from './promise.ts';

/** Available, with its standby. */
export const databasePromise: Promised = async (spec, outputs) =>
  spec.database ? gateDatabase(spec.database, await describeDatabase(outputs.DatabaseIdentifier ?? `${spec.site}-db`)) : unplanned;
