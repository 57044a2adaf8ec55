import { detailsKey, type HistoryEvent } from '#language/asl/index.ts';
import type { ExecutionRecord } from './store.ts';

/** Fields of an event's details that are data of the execution: left out where only the rest is asked for. */
const DATA = new Set(['input', 'output', 'parameters', 'assignedVariables']);

/** An event as GetExecutionHistory answers it; the first tells by which version and alias the execution was started. */
export function shownEvent(
  record: ExecutionRecord,
  { timestampMs, type, id, previousEventId, details }: HistoryEvent,
  hasData: boolean,
): object {
  const shown = details && Object.fromEntries(Object.entries(details).filter(([key]) => hasData || !DATA.has(key)));
  const started = type === 'ExecutionStarted' ? startedBy(record) : {};
  return { timestamp: new Date(timestampMs), type, id, previousEventId, ...(shown && { [detailsKey(type)]: { ...shown, ...started } }) };
}

const startedBy = ({ versionArn, aliasArn }: ExecutionRecord): object => ({
  ...(versionArn === undefined ? {} : { stateMachineVersionArn: versionArn }),
  ...(aliasArn === undefined ? {} : { stateMachineAliasArn: aliasArn }),
});
