import type { Measurements } from '../measurements.ts';
import { SessionsTable } from '../sessions-table.ts';
import type { Site } from '../site.ts';
import type { WebNode } from '../web-node.ts';
import { placeSessionPage, visit } from './node-loss.ts';

/** Where sessions may be kept beside the cache: in a table, where they outlive cache and node, and on the node, where they do not. */
export async function keepSessions(site: Site, record: Measurements): Promise<void> {
  record.begin('sessions');
  const [first, second] = [...site.nodes.values()];
  if (!first || !second) throw new Error('two nodes were not started');
  await placeSessionPage(site);
  await onTheNode([first, second], record);
  const table = new SessionsTable();
  await table.start();
  try {
    await inTheTable(table, first, second, record);
  } finally {
    await table.stop();
  }
}

async function onTheNode(nodes: readonly [WebNode, WebNode], record: Measurements): Promise<void> {
  for (const node of nodes) await node.bootstrap('sticky');
  const { cookie } = await visit(nodes[0]);
  const again = await visit(nodes[0], cookie);
  const other = await visit(nodes[1], cookie);
  record.check('sticky: the node that holds a session knows it, another one does not', again.visits === 2 && other.visits === 1, {
    again,
    other,
  });
}

async function inTheTable(table: SessionsTable, lost: WebNode, left: WebNode, record: Measurements): Promise<void> {
  for (const node of [lost, left]) {
    node.credentials = table.credentials;
    await node.bootstrap('dynamodb');
  }
  const { cookie } = await visit(lost);
  await visit(lost, cookie);
  await lost.kill();
  const third = await visit(left, cookie);
  record.check('dynamodb: a session outlives the node that held it', third.visits === 3, third);
  record.check('dynamodb: every request was signed as AWS wants it', table.answered > 0 && table.refused === 0, {
    answered: table.answered,
    refused: table.refused,
  });
}
