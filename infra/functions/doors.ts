import type { FunctionRow, StatementRow } from '../rows.ts';

const starts = (...machines: readonly string[]): StatementRow => ({
  actions: ['states:StartExecution'],
  resources: machines.map((machine) => `\${MachineArnPrefix}${machine}`),
});

const asks = (name: string): StatementRow => ({ actions: ['lambda:InvokeFunction'], resources: [`\${FunctionArnPrefix}${name}`] });

/** The Lambda files of functions/doors. */
export const rows: readonly FunctionRow[] = [
  { file: 'doors/create-site', uses: ['ledger'], statements: [starts('provision-site'), asks('plan-request')] },
  { file: 'doors/read-site', uses: ['ledger-read'] },
  { file: 'doors/read-drift', uses: ['ledger-read'], statements: [asks('detect-drift')] },
  { file: 'doors/list-runs', uses: ['ledger-read'] },
  { file: 'doors/start-drill', uses: ['ledger'], statements: [starts('failover-drill')] },
  { file: 'doors/start-refresh', uses: ['ledger'], statements: [starts('refresh-site')] },
  { file: 'doors/delete-site', uses: ['ledger'], statements: [starts('teardown-site')] },
  { file: 'doors/receive-chat-command', uses: ['ledger', 'chat-secret'], statements: [starts('chaos-experiment', 'failover-drill')] },
];
