/** How a wait stands: still open, ended as hoped with what is to be handed on, or ended otherwise. */
export type WaitOutcome = { state: 'pending' } | { state: 'done'; output: Record<string, unknown> } | { state: 'failed'; cause: string };

const PENDING: WaitOutcome = { state: 'pending' };

/** A stack's status at its end; while it rolls back it is still pending, since nothing can be deleted before that ends. */
export function judgeStack(status: string, goal: 'complete' | 'deleted', reason?: string): WaitOutcome {
  if (status.endsWith('_IN_PROGRESS')) return PENDING;
  const failed: WaitOutcome = { state: 'failed', cause: `The stack is ${status}${reason ? `: ${reason}` : ''}.` };
  if (goal === 'deleted') {
    if (status === 'DELETE_COMPLETE') return { state: 'done', output: { status } };
    // Whatever else the stack was before its deletion began may still be told late.
    return status === 'DELETE_FAILED' ? failed : PENDING;
  }
  return status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE' ? { state: 'done', output: { status } } : failed;
}

/** A snapshot: `creating` lasts as long as its copy takes. */
export function judgeSnapshot(status: string): WaitOutcome {
  if (status === 'available') return { state: 'done', output: { status } };
  return status === 'creating' || status === 'pending' ? PENDING : { state: 'failed', cause: `The snapshot is ${status}.` };
}

/** A command of Systems Manager on one node. */
export function judgeCommand(status: string): WaitOutcome {
  switch (status) {
    case 'Success':
      return { state: 'done', output: { status } };
    case 'Pending':
    case 'InProgress':
    case 'Delayed':
    case 'Cancelling':
      return PENDING;
    default:
      return { state: 'failed', cause: `The command ended as ${status}.` };
  }
}

/** A group that is to have so many instances in service. */
export function judgeGroup(inService: number, wanted: number): WaitOutcome {
  return inService >= wanted ? { state: 'done', output: { inService } } : PENDING;
}

/** An image: `pending` lasts as long as its snapshot takes. */
export function judgeImage(state: string): WaitOutcome {
  if (state === 'available') return { state: 'done', output: { state } };
  return state === 'pending' ? PENDING : { state: 'failed', cause: `The image is ${state}.` };
}

const REFRESH_ENDS = ['Successful', 'Failed', 'Cancelled', 'RollbackSuccessful', 'RollbackFailed'];

/** An instance refresh: whatever its end, it is over; what the end is worth is judged by who waits. */
export function judgeRefreshStatus(status: string): WaitOutcome {
  return REFRESH_ENDS.includes(status) ? { state: 'done', output: { status } } : PENDING;
}

/**
 * RDS tells its events by id, but lists past ones by message only: the words that name an event there, in small letters.
 * Ids and messages: RDS User Guide, USER_Events.Messages.
 */
export const RDS_EVENT_WORDS: Readonly<Record<string, string>> = {
  'RDS-EVENT-0013': 'failover started',
  'RDS-EVENT-0015': 'failover to standby complete',
  'RDS-EVENT-0049': 'failover completed',
  'RDS-EVENT-0034': 'requested failover',
  'RDS-EVENT-0006': 'restarted',
};
