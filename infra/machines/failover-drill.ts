import { taggedWithSite } from '../reasons.ts';
import type { MachineRow } from '../rows.ts';

/** Reboots databases with failover: the only machine that may, and only databases of our sites. */
export const row: MachineRow = {
  name: 'failover-drill',
  statements: [
    {
      actions: ['rds:RebootDBInstance'],
      resources: ['arn:aws:rds:${Region}:${Account}:db:*'],
      conditions: { StringLike: { 'aws:ResourceTag/nines:site': '*' } },
      reason: taggedWithSite,
    },
  ],
  timeoutSeconds: 3_000,
};
