import type { Cloud } from '#twin/cloud.ts';
import type { NodeModel } from '#twin/site/node-model.ts';
import type { NodeSettings } from './settings.ts';
import { WebNode } from './web-node.ts';

/** The site's model of its web nodes, for the twin's EC2 to start. */
export function createNodeModel(cloud: Cloud, settings: NodeSettings): NodeModel {
  return { start: (facts, onChange) => new WebNode(cloud, settings, facts, onChange) };
}
