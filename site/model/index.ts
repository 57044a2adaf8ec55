import type { Cloud } from '#twin/cloud.ts';
import type { NodeModel } from '#twin/site/node-model.ts';
import { readEnvironment } from './environment.ts';
import type { NodeSettings } from './settings.ts';
import { WebNode } from './web-node.ts';
import { WorkerNode } from './worker-node.ts';

/** The site's model of its nodes, for the twin's EC2 to start: what one is, its user data says. */
export function createNodeModel(cloud: Cloud, settings: NodeSettings): NodeModel {
  return {
    start: (facts, onChange) => {
      const Model = readEnvironment(facts.userData).role === 'worker' ? WorkerNode : WebNode;
      return new Model(cloud, settings, facts, onChange);
    },
  };
}
