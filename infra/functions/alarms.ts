import { readsAnySite, tokensAreNoResources } from '../reasons.ts';
import type { FunctionRow } from '../rows.ts';

/** The Lambda files of functions/alarms. */
export const rows: readonly FunctionRow[] = [
  {
    file: 'alarms/handle-alarm',
    uses: ['ledger', 'idempotency'],
    statements: [
      { actions: ['cloudwatch:ListTagsForResource'], resources: ['arn:aws:cloudwatch:${Region}:${Account}:alarm:*'], reason: readsAnySite },
      { actions: ['states:SendTaskFailure'], resources: ['*'], reason: tokensAreNoResources },
    ],
  },
];
