import type { NetworkSpec } from './network.ts';
import { type LayerDecision, type LayerRules, needed } from './rules.ts';

export type FilesSpec = { throughput: 'elastic' | 'bursting'; backups: boolean };

/** EFS. Thirty minutes is Terraform's own limit for a mount target (hashicorp/terraform-provider-aws, pull request 15293). */
export const files: LayerRules = {
  template: (spec) => (spec.files ? 'files' : undefined),
  waitSeconds: 30 * 60,
  parameters: ({ files: wanted, network }, outputs) => {
    if (wanted === undefined) throw new RangeError('The site has no shared files.');
    return {
      ...needed(outputs, 'DataSubnetIds', 'FilesSecurityGroupId'),
      ZoneCount: network.zones.length,
      ThroughputMode: wanted.throughput,
      Backups: wanted.backups,
    };
  },
};

/** What was seen of the shared files: the state of each mount target, with its zone. */
export type FilesFacts = { mountTargets: readonly { zone: string | undefined; state: string }[] };

/** States of EFS from which a mount target does not come back by itself. */
const LOST_STATES: readonly string[] = ['deleting', 'deleted', 'error'];

/** Shared files are what they promise when every zone has a mount target that is available: a node mounts only its own zone's. */
export function gateFiles({ zones }: Pick<NetworkSpec, 'zones'>, facts: FilesFacts | undefined): LayerDecision {
  if (facts === undefined) return { action: 'fail', reason: 'The shared files do not exist.' };
  const stateIn = (zone: string): string => facts.mountTargets.find((target) => target.zone === zone)?.state ?? 'missing';
  const states = zones.map(({ name }) => ({ name, state: stateIn(name) }));
  const lost = states.find(({ state }) => LOST_STATES.includes(state));
  if (lost !== undefined) return { action: 'fail', reason: `The mount target in ${lost.name} is ${lost.state}.` };
  const available = states.filter(({ state }) => state === 'available').length;
  const reason = `${available} of ${zones.length} zones have a mount target that is available.`;
  return { action: available === zones.length ? 'proceed' : 'wait', reason };
}
