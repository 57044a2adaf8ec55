import type { Resource } from './model.ts';
import type { Report } from './template.ts';

const ARN = /^arn:(aws[\w-]*):(states|lambda):([\w-]*):(\d*):(.+)$/;

/** Reads a Resource; what is no ARN of a state machine task is reported. */
export function parseResource(text: unknown, location: string, report: Report): Resource | undefined {
  const parts = typeof text === 'string' ? ARN.exec(text) : null;
  if (typeof text !== 'string' || parts === null) {
    report(location, 'The value of "Resource" must be a valid ARN.');
    return undefined;
  }
  const [, , service, , , rest] = parts as unknown as [string, string, string, string, string, string];
  if (service === 'lambda') return plain(text, 'lambda', 'lambda', rest);
  if (rest.startsWith('activity:')) return plain(text, 'activity', 'activity', rest);
  return parseIntegration(text, rest, location, report);
}

function plain(text: string, kind: 'lambda' | 'activity', service: string, action: string): Resource {
  return { text, kind, service, action, waitsForToken: kind === 'activity', submits: false };
}

/** `lambda:invoke.waitForTaskToken`, `aws-sdk:rds:rebootDBInstance`, `states:startExecution.sync:2`. */
function parseIntegration(text: string, rest: string, location: string, report: Report): Resource | undefined {
  const match = /^((?:aws-sdk:)?[\w-]+):([\w]+)(\.sync(?::2)?|\.waitForTaskToken)?$/.exec(rest);
  if (match === null) {
    report(
      location,
      `The resource provided ${text} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
    );
    return undefined;
  }
  const [, service, action, pattern] = match as unknown as [string, string, string, string | undefined];
  const waitsForToken = pattern === '.waitForTaskToken';
  return { text, kind: 'service', service, action: `${action}${pattern ?? ''}`, waitsForToken, submits: pattern !== undefined };
}
