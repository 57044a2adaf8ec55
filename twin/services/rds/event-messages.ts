/**
 * The events that this twin tells of. Ids, categories and texts: RDS User Guide, USER_Events.Messages. The guide ends each text
 * with a full stop; public event logs show them without one, but for 0013 and 0034, and so do these.
 */
export const EVENT_MESSAGES = {
  'RDS-EVENT-0001': { category: 'backup', message: 'Backing up DB instance' },
  'RDS-EVENT-0002': { category: 'backup', message: 'Finished DB Instance backup' },
  'RDS-EVENT-0003': { category: 'deletion', message: 'DB instance deleted' },
  'RDS-EVENT-0004': { category: 'availability', message: 'DB instance shutdown' },
  'RDS-EVENT-0005': { category: 'creation', message: 'DB instance created' },
  'RDS-EVENT-0006': { category: 'availability', message: 'DB instance restarted' },
  'RDS-EVENT-0013': { category: 'failover', message: 'Multi-AZ instance failover started.' },
  'RDS-EVENT-0015': { category: 'failover', message: 'Multi-AZ failover to standby complete - DNS propagation may take a few minutes.' },
  'RDS-EVENT-0034': {
    category: 'failover',
    message: 'Abandoning user requested failover since a failover recently occurred on the database instance.',
  },
  'RDS-EVENT-0040': { category: 'creation', message: 'Creating manual snapshot' },
  'RDS-EVENT-0041': { category: 'deletion', message: 'Deleted user snapshot' },
  'RDS-EVENT-0042': { category: 'creation', message: 'Manual snapshot created' },
  'RDS-EVENT-0046': { category: 'read replica', message: 'Replication for the Read Replica resumed' },
  'RDS-EVENT-0049': { category: 'failover', message: 'Multi-AZ instance failover completed' },
  'RDS-EVENT-0071': { category: 'failover', message: 'Completed failover to DB instance: [instance]' },
  'RDS-EVENT-0072': { category: 'failover', message: 'Started same AZ failover to DB instance: [instance]' },
  'RDS-EVENT-0073': { category: 'failover', message: 'Started cross AZ failover to DB instance: [instance]' },
  'RDS-EVENT-0074': { category: 'backup', message: 'Creating manual cluster snapshot' },
  'RDS-EVENT-0075': { category: 'backup', message: 'Manual cluster snapshot created' },
  'RDS-EVENT-0170': { category: 'creation', message: 'DB cluster created' },
  'RDS-EVENT-0171': { category: 'deletion', message: 'DB cluster deleted' },
} as const;

export type EventId = keyof typeof EVENT_MESSAGES;
