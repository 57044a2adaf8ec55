import type { FunctionRow } from '../rows.ts';

/** The Lambda files of functions/alarms. */
export const rows: readonly FunctionRow[] = [
  {
    file: 'alarms/handle-alarm',
    uses: ['ledger', 'idempotency'],
    statements: [
      { actions: ['cloudwatch:ListTagsForResource'], resources: ['arn:aws:cloudwatch:${Region}:${Account}:alarm:*'] },
      // Tokens are no resources: Step Functions has no resource-level permissions for them.
      { actions: ['states:SendTaskFailure'], resources: ['*'] },
    ],
  },
];
