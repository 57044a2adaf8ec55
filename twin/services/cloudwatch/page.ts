import { AwsError } from '../../errors.ts';

/** Records an answer has unless fewer are asked for, and at most (DescribeAlarms, DescribeAlarmHistory). */
const DEFAULT_RECORDS = 50;
const MAX_RECORDS = 100;

/** One page of a list; the token is where the next one begins. */
export function page<T>(items: readonly T[], asked: number | undefined, token: string | undefined): { items: T[]; NextToken?: string } {
  const size = asked ?? DEFAULT_RECORDS;
  if (size < 1 || size > MAX_RECORDS) throw new AwsError('ValidationError', `MaxRecords must be between 1 and ${MAX_RECORDS}`);
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0) throw new AwsError('InvalidNextToken', 'The next token is not valid');
  const end = start + size;
  return { items: items.slice(start, end), ...(end < items.length ? { NextToken: String(end) } : {}) };
}
