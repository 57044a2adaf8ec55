import type { CommandResult } from '#twin/site/node-model.ts';

/** The node at the moment when a script of the site starts or ends on it. */
export type NodeMoment = {
  readonly instanceId: string;
  readonly zone: string;
  readonly nowMs: number;
  readonly startedMs: number;
  /** When the bootstrap script is done; undefined when it never will be. */
  readonly readyMs: number | undefined;
  readonly isUp: boolean;
  /** Whether the health page answers 200. */
  readonly serves: boolean;
};

const CHECK_NODE = '/opt/nines/check-node';
const COLLECT_LOGS = '/opt/nines/collect-logs';
/** How long check-node waits for the health page; the same bound stands in site/bootstrap.sh. */
const CHECK_WAIT_MS = 300_000;

/** How long a script runs: check-node waits until the site serves, the others end at once. */
export function runningMs(script: string, node: NodeMoment): number {
  if (!script.includes(CHECK_NODE) || node.serves) return 0;
  const missingMs = node.readyMs === undefined ? Number.POSITIVE_INFINITY : node.readyMs - node.nowMs;
  // A node that is up and unhealthy is asked until the end of the wait, too.
  return missingMs > 0 ? Math.min(missingMs, CHECK_WAIT_MS) : CHECK_WAIT_MS;
}

/** What a script has left when it ends now; the node has only the scripts that site/bootstrap.sh places there. */
export function resultOf(script: string, node: NodeMoment): CommandResult {
  if (script.includes(CHECK_NODE)) {
    return node.serves
      ? { exitCode: 0, stdout: 'serving\n', stderr: '' }
      : { exitCode: 1, stdout: '', stderr: 'the health page did not answer in time\n' };
  }
  if (script.includes(COLLECT_LOGS)) return { exitCode: 0, stdout: logsOf(node), stderr: '' };
  return { exitCode: 127, stdout: '', stderr: `${script.split(/\s/)[0]}: command not found\n` };
}

function logsOf(node: NodeMoment): string {
  const line = (atMs: number, text: string): string => `${new Date(atMs).toISOString()} ${node.instanceId} ${text}\n`;
  const served = node.readyMs !== undefined && node.isUp ? line(node.readyMs, 'nginx: serving') : '';
  return `${line(node.startedMs, `cloud-init: bootstrap in ${node.zone}`)}${served}${line(node.nowMs, 'collect-logs: end of the log')}`;
}
