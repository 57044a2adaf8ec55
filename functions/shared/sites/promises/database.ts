import { gateDatabase } from '#domain/layers/database-gates.ts';
import { describeLayerDatabase } from '../../database-state.ts';
import { type Promised, unplanned } from './promise.ts';

/** Available, with its standby and its copies. */
export const databasePromise: Promised = async (spec, outputs) =>
  spec.database
    ? gateDatabase(spec.database, await describeLayerDatabase(spec.database, outputs.DatabaseIdentifier ?? `${spec.site}-db`))
    : unplanned;
