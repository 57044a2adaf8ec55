import { shuffled } from './draw.ts';
import type { Decision } from './glossary.ts';
import { judgeSteadyWeb } from './steady-state.ts';
import { isServing, type NodeState, servingNodes, type WebState } from './web-state.ts';

/** A node that was drawn, or passed over, and why. */
export type JudgedNode = { instanceId: string; zone: string; reason: string };

/** Who is to go, who was looked at and stays, and how the tier stood before. */
export type VictimChoice = Decision<'proceed' | 'refuse'> & {
  victims: JudgedNode[];
  passedOver: JudgedNode[];
  floor: number;
  before: { healthyTargets: number; inService: number };
};

/** At least this share of what the group wants must stay healthy, whoever asks for more. */
const FLOOR_SHARE = 0.5;

/** How many targets must stay healthy: half of what is wanted, rounded up, and never none. */
export const floorOf = ({ desired }: Pick<WebState, 'desired'>): number => Math.max(1, Math.ceil(desired * FLOOR_SHARE));

/** Draws the victims of an experiment from the nodes that serve, by the run's seed, and never below the floor. */
export function chooseVictims(web: WebState, count: number, seed: number): VictimChoice {
  const serving = servingNodes(web);
  const floor = floorOf(web);
  const before = { healthyTargets: serving.length, inService: serving.length };
  const refused = (reason: string): VictimChoice => ({ action: 'refuse', reason, victims: [], passedOver: [], floor, before });

  const steady = judgeSteadyWeb(web);
  if (steady.action === 'refuse') return refused(steady.reason);
  if (serving.length - count < floor) {
    return refused(`Of ${serving.length} healthy targets ${floor} must stay, so ${count} cannot be spared.`);
  }
  const candidates = serving.filter(({ isProtected }) => !isProtected);
  if (candidates.length < count) {
    return refused(`Only ${candidates.length} of ${serving.length} nodes are not protected from scale-in; ${count} are asked for.`);
  }
  // The order in which AWS happens to list the nodes must not decide.
  const order = shuffled([...candidates].sort(byId), seed);
  const victims = order
    .slice(0, count)
    .map((node, place) => judged(node, `Drawn as ${place + 1} of ${count} from ${candidates.length} by the seed ${seed}.`));
  const passedOver = [...serving]
    .sort(byId)
    .filter(({ instanceId }) => !victims.some((victim) => victim.instanceId === instanceId))
    .map((node) => judged(node, node.isProtected ? 'Protected from scale-in by its owner.' : 'Not drawn.'));
  const names = victims.map(({ instanceId, zone }) => `${instanceId} in ${zone}`).join(', ');
  return {
    action: 'proceed',
    reason: `${names}; ${serving.length - count} stay healthy, ${floor} must.`,
    victims,
    passedOver,
    floor,
    before,
  };
}

/**
 * Asks again at the instant of action: every victim still serves and the floor holds without them. What has changed since
 * the choice is a reason to stop, not to choose anew.
 */
export function recheckFloor(web: WebState, victimIds: readonly string[], floor: number): Decision<'proceed' | 'refuse'> {
  if (victimIds.length === 0) return { action: 'refuse', reason: 'Nobody was chosen.' };
  const gone = victimIds.filter((id) => !web.nodes.some((node) => node.instanceId === id && isServing(node)));
  if (gone.length > 0) return { action: 'refuse', reason: `No longer serving: ${gone.join(', ')}.` };
  const left = servingNodes(web).length - victimIds.length;
  // The group may have grown since; then more must stay than was said at the choice.
  const needed = Math.max(floor, floorOf(web));
  if (left < needed) return { action: 'refuse', reason: `Only ${left} healthy targets would stay, and ${needed} must.` };
  return { action: 'proceed', reason: `${left} healthy targets stay, and ${needed} must.` };
}

const judged = ({ instanceId, zone }: NodeState, reason: string): JudgedNode => ({ instanceId, zone, reason });

const byId = (one: NodeState, other: NodeState): number => (one.instanceId < other.instanceId ? -1 : 1);
