import type { core } from 'zod';

/** One thing wrong with an input: where, what stood there, what may stand there. */
export type Problem = { path: string; found: string; allowed: string };

/** Bad input, whole: every problem at once; nothing was started. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  readonly subject: string;
  readonly problems: readonly Problem[];

  constructor(subject: string, problems: readonly Problem[]) {
    super(`${subject}: ${problems.length} problem${problems.length === 1 ? '' : 's'}`);
    this.subject = subject;
    this.problems = problems;
  }

  /** A readable list, one line a problem. */
  text(): string {
    const rows = this.problems.map(({ path, found, allowed }) => `  ${path || '(whole)'}: found ${found}; allowed: ${allowed}`);
    return [`${this.message}`, ...rows].join('\n');
  }
}

const MAX_SHOWN_LENGTH = 80;

/** zod's issues as problems, with what was found at each place. */
export function problemsOf(issues: readonly core.$ZodIssue[], input: unknown): Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: join([...issue.path, key]), found: 'a key that is not known', allowed: 'no such key' }));
    return [{ path: join(issue.path), found: show(at(input, issue.path)), allowed: issue.message }];
  });
}

function join(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`)).join('');
}

function at(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) value = value === null || typeof value !== 'object' ? undefined : (value as Record<PropertyKey, unknown>)[part];
  return value;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text;
}
