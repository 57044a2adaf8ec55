import type { NodeState, WebState } from '#domain/web-state.ts';

/** A node that serves, with what a test wants otherwise. */
export function node(instanceId: string, changes: Partial<NodeState> = {}): NodeState {
  const zone = Number(instanceId.slice(2)) % 2 === 0 ? 'us-east-1a' : 'us-east-1b';
  return { instanceId, zone, lifecycleState: 'InService', targetHealth: 'healthy', isProtected: false, ...changes };
}

/** A web tier of so many nodes, `i-0` and on, of which some are otherwise. */
export function webOf(size: number, otherwise: readonly NodeState[] = []): WebState {
  const nodes = Array.from({ length: size }, (_, place) => node(`i-${place}`));
  return {
    desired: size,
    nodes: nodes.map((each) => otherwise.find(({ instanceId }) => instanceId === each.instanceId) ?? each),
    suspended: [],
  };
}
