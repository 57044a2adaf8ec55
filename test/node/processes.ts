import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** No command of the harness takes longer; a hang is a failure. */
const COMMAND_LIMIT_MS = 120_000;
const END_LIMIT_MS = 10_000;

/** A program that was started here. It is ended by its own id, and with it everything that it started. */
export type Program = { name: string; pid: number; kill(signal?: NodeJS.Signals): Promise<void>; isAlive(): boolean };

/** Runs a command to its end; its error carries what it said. */
export async function command(file: string, words: readonly string[], environment: Record<string, string> = {}): Promise<string> {
  const { stdout } = await run(file, [...words], {
    env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', ...environment },
    timeout: COMMAND_LIMIT_MS,
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}

/** Starts and ends programs; nothing outlives it. */
export class Programs {
  readonly #all = new Set<Program>();
  #isOver = false;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts a program, its words into a log of its name. */
  start(name: string, file: string, words: readonly string[]): Program {
    if (this.#isOver) throw new Error(`${name} is not started: everything has been ended`);
    const log = createWriteStream(path.join(this.#folder, `${name}.log`), { flags: 'a' });
    const child = spawn(file, [...words], { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8' } });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    const program = programOf(name, child);
    this.#all.add(program);
    return program;
  }

  /**
   * Starts a program as a machine of its own: host name, processes and mounts are not shared. When it is killed, the kernel kills
   * everything in it at once, as a power cut would; and it is killed when the harness dies, however that comes.
   */
  startMachine(name: string, script: string, ...words: string[]): Program {
    const spaces = ['--mount', '--uts', '--pid', '--fork', '--kill-child=SIGKILL', '--mount-proc'];
    // The shell stays the first process: a daemon that changes its user would lose the signal of its parent's death.
    const shell = ['bash', '-euc', `hostname ${name}\n${script} & wait`, name, ...words];
    return this.start(name, 'setpriv', ['--pdeathsig', 'KILL', 'unshare', ...spaces, ...shell]);
  }

  async endAll(): Promise<void> {
    this.#isOver = true;
    await Promise.all([...this.#all].map((program) => program.kill('SIGKILL')));
  }
}

function programOf(name: string, child: ChildProcess): Program {
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const isAlive = (): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    name,
    pid: child.pid ?? 0,
    isAlive,
    kill: async (signal = 'SIGKILL') => {
      if (isAlive()) child.kill(signal);
      await Promise.race([ended, sleep(END_LIMIT_MS)]);
    },
  };
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.trim().split(' ').filter(Boolean).map(Number);
}

/** The first process inside a machine, by which commands find its rooms. */
async function insideOf(machine: Program): Promise<number> {
  return until(`${machine.name} to have a first process`, 5_000, async () => (await childrenOf(machine.pid))[0]);
}

/** Runs a command inside a machine. */
export async function inside(machine: Program, words: readonly string[], environment: Record<string, string> = {}): Promise<string> {
  return command('nsenter', ['-t', `${await insideOf(machine)}`, '-m', '-u', '-p', '--', ...words], environment);
}

/** Asks until there is an answer. */
export async function until<T>(what: string, limitMs: number, ask: () => Promise<T | undefined>): Promise<T> {
  const endMs = Date.now() + limitMs;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    if (Date.now() > endMs) throw new Error(`waited ${limitMs / 1_000} s in vain for ${what}`);
    await sleep(100);
  }
}
