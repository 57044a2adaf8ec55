import type { Cloud } from '../../cloud.ts';
import type { LambdaFunction } from './function.ts';

/** Writes an environment's lines to its log stream, as the runtime prefixes them. */
export type LogWriter = {
  requestId: string;
  /** A line of the handler; with a level it came from `console`, without one straight from stdout. */
  readonly write: (line: string, level?: string) => void;
  /** A line of the platform (START, END, REPORT). */
  readonly platform: (line: string) => void;
};

export function logWriter(cloud: Cloud, fn: LambdaFunction, logStreamName: string): LogWriter {
  const put = (message: string): void =>
    cloud.signals.emit('logs:line', { logGroupName: fn.settings.logGroup, logStreamName, timestampMs: cloud.clock.nowMs, message });
  const writer: LogWriter = {
    requestId: '',
    platform: (line) => {
      if (fn.settings.logFormat === 'Text') put(line);
    },
    write: (line, level) => {
      if (level === undefined) put(line);
      else put(fn.settings.logFormat === 'JSON' ? asJson(line, level) : `${timestamp()}\t${writer.requestId}\t${level}\t${line}`);
    },
  };
  const timestamp = (): string => new Date(cloud.clock.nowMs).toISOString();
  const asJson = (message: string, level: string): string =>
    JSON.stringify({ timestamp: timestamp(), level, requestId: writer.requestId, message });
  return writer;
}
