#!/usr/bin/env node
import { COMMANDS, HELP } from './commands/index.ts';
import { UsageError } from './usage.ts';

/** Runs one command; its exit status is what the command answers, 2 for bad input or usage, 3 when our own tool broke. */
async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(HELP);
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS[name];
  if (!command) throw new UsageError(`nines ${name}`, [`there is no command ${name}; allowed: ${Object.keys(COMMANDS).join(', ')}`]);
  return (await command.load())(rest);
}

/** Bad input carries its own readable list; anything else is a fault of ours and shows where. */
function report(error: unknown): number {
  if (error instanceof Error && 'text' in error && typeof error.text === 'function') {
    process.stderr.write(`${error.text()}\n`);
    return 2;
  }
  process.stderr.write(`nines broke: ${error instanceof Error ? error.stack : String(error)}\n`);
  return 3;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));
process.exitCode = await main(process.argv.slice(2)).catch(report);
