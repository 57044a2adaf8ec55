/** One node as its group and its target group see it at one moment. */
export type NodeState = {
  instanceId: string;
  zone: string;
  /** The group's word, such as `InService` or `Terminating:Wait`. */
  lifecycleState: string;
  /** The load balancer's word, such as `healthy` or `draining`; absent: it is no target. */
  targetHealth?: string | undefined;
  /** Protected from scale-in by its owner. */
  isProtected: boolean;
};

/** The web tier of a site at one moment. */
export type WebState = {
  desired: number;
  nodes: readonly NodeState[];
  /** Processes of the group that somebody has suspended. */
  suspended: readonly string[];
};

/** Whether a node is in service and the load balancer sends it visitors. */
export const isServing = (node: NodeState): boolean => node.lifecycleState === 'InService' && node.targetHealth === 'healthy';

/** The nodes that serve visitors. */
export const servingNodes = ({ nodes }: WebState): NodeState[] => nodes.filter(isServing);

/** How many nodes the group calls in service, healthy or not. */
export const inServiceCount = ({ nodes }: WebState): number => nodes.filter(({ lifecycleState }) => lifecycleState === 'InService').length;
