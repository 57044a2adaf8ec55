import type { StateSource } from './compile-context.ts';

const BOTH: Readonly<Record<string, readonly string[]>> = {
  Pass: ['Next', 'End', 'Assign'],
  Task: ['Next', 'End', 'Assign', 'Resource', 'Retry', 'Catch', 'TimeoutSeconds', 'HeartbeatSeconds', 'Credentials'],
  Choice: ['Choices', 'Default', 'Assign'],
  Wait: ['Next', 'End', 'Assign', 'Seconds', 'Timestamp'],
  Succeed: [],
  Fail: ['Error', 'Cause'],
  Parallel: ['Next', 'End', 'Assign', 'Branches', 'Retry', 'Catch'],
  Map: [
    ...['Next', 'End', 'Assign', 'Iterator', 'ItemProcessor', 'ItemSelector', 'MaxConcurrency', 'Retry', 'Catch', 'Label'],
    ...['ItemReader', 'ItemBatcher', 'ResultWriter', 'ToleratedFailureCount', 'ToleratedFailurePercentage'],
  ],
};

const JSONPATH: Readonly<Record<string, readonly string[]>> = {
  Pass: ['InputPath', 'OutputPath', 'Parameters', 'Result', 'ResultPath'],
  Task: ['InputPath', 'OutputPath', 'Parameters', 'ResultSelector', 'ResultPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath'],
  Choice: ['InputPath', 'OutputPath'],
  Wait: ['InputPath', 'OutputPath', 'SecondsPath', 'TimestampPath'],
  Succeed: ['InputPath', 'OutputPath'],
  Fail: ['ErrorPath', 'CausePath'],
  Parallel: ['InputPath', 'OutputPath', 'Parameters', 'ResultSelector', 'ResultPath'],
  Map: [
    ...['InputPath', 'OutputPath', 'Parameters', 'ResultSelector', 'ResultPath', 'ItemsPath', 'MaxConcurrencyPath'],
    ...['ToleratedFailureCountPath', 'ToleratedFailurePercentagePath'],
  ],
};

const JSONATA: Readonly<Record<string, readonly string[]>> = {
  Pass: ['Output'],
  Task: ['Output', 'Arguments'],
  Choice: ['Output'],
  Wait: ['Output'],
  Succeed: ['Output'],
  Fail: [],
  Parallel: ['Output', 'Arguments'],
  Map: ['Output', 'Items'],
};

/** The types of state. */
export const STATE_TYPES = Object.keys(BOTH);

/** Reports every field that a state of this type and language does not have. */
export function checkFields(source: StateSource, type: string): void {
  const allowed = new Set([
    'Type',
    'Comment',
    'QueryLanguage',
    ...(BOTH[type] ?? []),
    ...((source.jsonata ? JSONATA : JSONPATH)[type] ?? []),
  ]);
  for (const field of Object.keys(source.definition)) {
    if (allowed.has(field)) continue;
    const other = (source.jsonata ? JSONPATH : JSONATA)[type]?.includes(field);
    const reason = other
      ? `is not supported when the QueryLanguage is ${source.language}`
      : `is not supported by a state of type "${type}"`;
    source.report(source.at(field), `The field "${field}" ${reason}.`);
  }
}
