import { isChildRedrivable, REDRIVE_EVENT_LIMIT, REDRIVE_PERIOD_MS } from '#language/asl/index.ts';
import { AwsError } from '../../errors.ts';
import type { Executions } from './executions.ts';
import type { ExecutionRecord } from './store.ts';

/** Whether an execution can be redriven, and if not, why (API reference: DescribeExecution). */
export type Redrivability = { redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN'; redriveStatusReason?: string };

/** The longest time that an execution may be open (Developer Guide: service-quotas). */
const OPEN_LIMIT_MS = 365 * 86_400_000;
/** How many client tokens are remembered, and how long (API reference: RedriveExecution). */
const TOKENS_LIMIT = 10;
const TOKEN_PERIOD_MS = 15 * 60_000;

export function redrivability(record: ExecutionRecord, nowMs: number): Redrivability {
  const reason = whyNot(record, nowMs);
  if (reason !== undefined) return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason };
  return { redriveStatus: record.child === undefined ? 'REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN' };
}

function whyNot(record: ExecutionRecord, nowMs: number): string | undefined {
  const { status, machine, child, type } = record;
  if (machine.status === 'DELETING') return 'State machine is in DELETING status';
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  // Express children are started anew, whatever they have behind them.
  if (type === 'EXPRESS') return undefined;
  if (record.history.length >= REDRIVE_EVENT_LIMIT) return 'Execution history event limit exceeded';
  if (nowMs - record.startedMs > OPEN_LIMIT_MS) return 'Execution has exceeded the max execution time';
  const isExpired = child === undefined ? nowMs - (record.stoppedMs ?? nowMs) > REDRIVE_PERIOD_MS : !isChildRedrivable(child.state, nowMs);
  return isExpired ? 'Execution redrivable period exceeded' : undefined;
}

/** Redrives an execution and answers when; a token that was used a moment ago answers the same and redrives nothing. */
export function redriveExecution(executions: Executions, record: ExecutionRecord, token: string | undefined, nowMs: number): number {
  const { redrives } = record;
  const used = redrives.tokens.find((one) => one.token === token && nowMs - one.atMs <= TOKEN_PERIOD_MS);
  if (used !== undefined) return used.redriveMs;
  const { redriveStatus, redriveStatusReason } = redrivability(record, nowMs);
  if (redriveStatus !== 'REDRIVABLE')
    throw new AwsError('ExecutionNotRedrivable', redriveStatusReason ?? 'Execution is redriven by redriving the execution of its Map Run');
  executions.redrive(record);
  if (token !== undefined) redrives.tokens = [...redrives.tokens, { token, atMs: nowMs, redriveMs: nowMs }].slice(-TOKENS_LIMIT);
  return nowMs;
}
