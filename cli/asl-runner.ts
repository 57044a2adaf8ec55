import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import path from 'node:path';

/** What became of a line: its answer, or why there is none. */
export type Reply = { answer: string } | { error: string; cause: string };

/** What one line may cost. */
export type RunnerLimits = { timeSeconds: number; memoryMb: number };

const CHILD = path.join(import.meta.dirname, 'asl-child.ts');
const ANSWER_LIMIT_CHARACTERS = 64 * 1024 * 1024;
const STDERR_KEPT_CHARACTERS = 8_000;

/**
 * Runs lines in a process of their own, one after the other. The interpreter bounds what an execution may do, yet a process that
 * can be ended is the only bound on what nobody thought of: one that takes too long or too much is ended, and the next line has a new one.
 */
export class Runner {
  private readonly limits: RunnerLimits;
  private child: ChildProcessWithoutNullStreams | undefined;

  constructor(limits: RunnerLimits) {
    this.limits = limits;
  }

  /** Hands one line to the process and waits for its answer. */
  async ask(line: string): Promise<Reply> {
    if (this.child === undefined || this.child.exitCode !== null || this.child.signalCode !== null)
      this.child = start(this.limits.memoryMb);
    const { child } = this;
    const reply = await new Promise<Reply>((resolve) => this.listen(child, line, resolve));
    for (const source of [child, child.stdout, child.stderr]) source.removeAllListeners();
    if (!('answer' in reply)) this.close();
    return reply;
  }

  private listen(child: ChildProcessWithoutNullStreams, line: string, resolve: (reply: Reply) => void): void {
    const { timeSeconds, memoryMb } = this.limits;
    const answer: string[] = [];
    let answered = 0;
    let complaints = '';
    const finish = (reply: Reply): void => {
      clearTimeout(timer);
      resolve(reply);
    };
    const timer = setTimeout(
      () => finish({ error: 'Batch.TimeLimit', cause: `the line took more than ${timeSeconds} s` }),
      timeSeconds * 1000,
    );
    child.stdout.on('data', (chunk: string) => {
      answer.push(chunk);
      answered += chunk.length;
      if (chunk.endsWith('\n')) finish({ answer: answer.join('').slice(0, -1) });
      else if (answered > ANSWER_LIMIT_CHARACTERS)
        finish({ error: 'Batch.AnswerLimit', cause: `the answer has more than ${ANSWER_LIMIT_CHARACTERS} characters` });
    });
    child.stderr.on('data', (chunk: string) => {
      complaints = (complaints + chunk).slice(-STDERR_KEPT_CHARACTERS);
    });
    child.on('error', (error) => finish({ error: 'Batch.Broken', cause: `the interpreter cannot be started: ${error.message}` }));
    child.on('close', () => finish(whyItEnded(complaints, memoryMb)));
    child.stdin.write(`${line}\n`);
  }

  /** Ends the process; the next line has a new one. */
  close(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }
}

function start(memoryMb: number): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [`--max-old-space-size=${memoryMb}`, CHILD], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  child.stdin.on('error', () => undefined); // the process is gone: its end is told by `close`
  return child;
}

function whyItEnded(complaints: string, memoryMb: number): Reply {
  if (/heap out of memory|heap limit/i.test(complaints))
    return { error: 'Batch.MemoryLimit', cause: `the line took more than ${memoryMb} MB of memory` };
  return { error: 'Batch.Broken', cause: `the interpreter broke: ${complaints.trim().split('\n').slice(0, 3).join(' ') || 'it ended'}` };
}
