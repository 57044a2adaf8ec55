import type { Resource } from './model.ts';

const ARN = /^arn:(aws[\w-]*):(states|lambda):([\w-]*):(\d*):(.+)$/;

/** Reads a Resource; undefined for what is no ARN of a state machine task. */
export function parseResource(text: string): Resource | undefined {
  const parts = ARN.exec(text);
  if (parts === null) return undefined;
  const [, , service, , , rest] = parts as unknown as [string, string, string, string, string, string];
  if (service === 'lambda') return plain(text, 'lambda', 'lambda', rest);
  if (rest.startsWith('activity:')) return plain(text, 'activity', 'activity', rest);
  return parseIntegration(text, rest);
}

function plain(text: string, kind: 'lambda' | 'activity', service: string, action: string): Resource {
  return { text, kind, service, action, waitsForToken: kind === 'activity', submits: false };
}

/** `lambda:invoke.waitForTaskToken`, `aws-sdk:rds:rebootDBInstance`, `states:startExecution.sync:2`. */
function parseIntegration(text: string, rest: string): Resource | undefined {
  const match = /^((?:aws-sdk:)?[\w-]+):([\w]+)(\.sync(?::2)?|\.waitForTaskToken)?$/.exec(rest);
  if (match === null) return undefined;
  const [, service, action, pattern] = match as unknown as [string, string, string, string | undefined];
  const waitsForToken = pattern === '.waitForTaskToken';
  return { text, kind: 'service', service, action: `${action}${pattern ?? ''}`, waitsForToken, submits: pattern !== undefined };
}
