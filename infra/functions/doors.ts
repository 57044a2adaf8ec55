import type { FunctionRow, StatementRow } from '../rows.ts';

const starts = (...machines: readonly string[]): StatementRow => ({
  actions: ['states:StartExecution'],
  resources: machines.map((machine) => `\${MachineArnPrefix}${machine}`),
});

const asksForPlans: StatementRow = { actions: ['lambda:InvokeFunction'], resources: ['${FunctionArnPrefix}plan-request'] };

/** The Lambda files of functions/doors. */
export const rows: readonly FunctionRow[] = [
  { file: 'doors/create-site', uses: ['ledger'], statements: [starts('provision-site'), asksForPlans] },
  { file: 'doors/read-site', uses: ['ledger-read'] },
  { file: 'doors/list-runs', uses: ['ledger-read'] },
  { file: 'doors/start-drill', uses: ['ledger'], statements: [starts('failover-drill')] },
  { file: 'doors/delete-site', uses: ['ledger'], statements: [starts('teardown-site')] },
  { file: 'doors/receive-chat-command', uses: ['ledger', 'chat-secret'], statements: [starts('chaos-experiment', 'failover-drill')] },
];
