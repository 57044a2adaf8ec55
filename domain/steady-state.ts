import type { Decision } from './glossary.ts';
import { type DatabaseSpec, databaseKind } from './layers/database.ts';
import type { DatabaseFacts } from './layers/database-gates.ts';
import { inServiceCount, isServing, type WebState } from './web-state.ts';

/** Without these a group does not replace a node, so a lost one would stay lost. */
const NEEDED_PROCESSES: readonly string[] = ['Launch', 'Terminate', 'HealthCheck', 'ReplaceUnhealthy', 'AddToLoadBalancer'];

/** Steady, or the first reason why not. Anything that is not known to be well is a no. */
export type SteadyDecision = Decision<'proceed' | 'refuse'>;

const refuse = (reason: string): SteadyDecision => ({ action: 'refuse', reason });

/** The web tier is steady when all that is wanted is in service, all of it is healthy, and nothing is on its way in or out. */
export function judgeSteadyWeb(web: WebState): SteadyDecision {
  const { desired, nodes, suspended } = web;
  if (nodes.filter(isServing).length === 0)
    return refuse('Not one target is healthy: there is nothing whose loss could be shown to be harmless.');
  const stopped = suspended.filter((process) => NEEDED_PROCESSES.includes(process));
  if (stopped.length > 0) return refuse(`The group would not replace a node: ${stopped.join(', ')} suspended.`);
  const moving = nodes.filter(({ lifecycleState }) => lifecycleState !== 'InService');
  if (moving.length > 0) return refuse(`Another activity is under way: ${named(moving, 'lifecycleState')}.`);
  const sick = nodes.filter(({ targetHealth }) => targetHealth !== 'healthy');
  if (sick.length > 0) return refuse(`Not every node in service is healthy: ${named(sick, 'targetHealth')}.`);
  const inService = inServiceCount(web);
  if (inService !== desired) return refuse(`${inService} nodes are in service, but the group wants ${desired}.`);
  return { action: 'proceed', reason: `${inService} of ${desired} nodes are in service and healthy.` };
}

/** The drill reboots an instance with failover; a cluster fails over by another call and shows it in other fields. */
export function judgeDrillable(database: DatabaseSpec | undefined): SteadyDecision {
  if (database === undefined) return refuse('The site has no database that could fail over.');
  return databaseKind(database) === 'instance'
    ? { action: 'proceed', reason: 'The database is an instance.' }
    : refuse('The database is a cluster, and this drill knows instances only: nothing was done to it.');
}

/** The database is steady when it is available and its standby is known to be in another zone. */
export function judgeSteadyDatabase(database: DatabaseFacts | undefined): SteadyDecision {
  if (database === undefined) return refuse('The site has no database that could fail over.');
  const { status, multiAz, zone, secondaryZone } = database;
  if (!multiAz) return refuse('The database has no standby in another zone: a reboot would only be an outage.');
  if (status !== 'available') return refuse(`The database is ${status}, not available.`);
  if (zone === undefined || secondaryZone === undefined) return refuse('It is not known in which zones the database and its standby are.');
  if (zone === secondaryZone) return refuse(`The database and its standby are both in ${zone}.`);
  return { action: 'proceed', reason: `The database is available in ${zone}, its standby in ${secondaryZone}.` };
}

function named(nodes: WebState['nodes'], field: 'lifecycleState' | 'targetHealth'): string {
  return nodes.map((node) => `${node.instanceId} is ${node[field] ?? 'no target'}`).join(', ');
}
