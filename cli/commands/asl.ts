import { readDefinition, readMockFile, readPayload } from '../asl-files.ts';
import { plain } from '../asl-page.ts';
import { readFlags, UsageError } from '../usage.ts';
import { overStandardInput } from './lines.ts';

const HELP = `nines asl: runs state machines of the Amazon States Language in virtual time

  nines asl
      JSON lines in, JSON lines out: {id, definition, input, mocks, type} is answered with
      {id, status, output or error and cause, history, visits}, a definition that the service would refuse with {id, status, diagnostics}
  nines asl run FILE --input FILE [--mocks FILE] [--type STANDARD|EXPRESS]
      one machine, told state by state; all files are JSON
      --mocks: a list of {state, result | error and cause | hang: true}, each with the input it is for, or without; each answers
      once, in order, the last one of a state again and again; a task without one fails with Mock.NotFound

exit status of run: 0 SUCCEEDED; 1 the execution did not succeed; 2 bad input, or a definition that the service would refuse
`;

const FLAGS = { input: { type: 'string' }, mocks: { type: 'string' }, type: { type: 'string' } } as const;
const TYPES = ['STANDARD', 'EXPRESS'] as const;
const DEFAULT_WIDTH = 80;

/** `nines asl`: without operands the line command; `run` tells of one machine for people. */
export async function asl(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return 0;
  }
  const [what, ...rest] = args;
  if (what === 'run') return run(rest);
  if (what !== undefined) throw new UsageError('nines asl', [`${what}: allowed: run, or nothing for JSON lines`]);
  await overStandardInput('asl', (await import('../asl.ts')).runAslLines);
  return 0;
}

async function run(args: readonly string[]): Promise<number> {
  const inputs = readInputs(args);
  const { runForPeople } = await import('../asl-run.ts');
  const isGood = await runForPeople(inputs, process.stdout.columns || DEFAULT_WIDTH, (line) => process.stdout.write(`${line}\n`));
  return isGood ? 0 : 1;
}

/** Flags and all files are read before any is complained of, so that every problem is told at once. */
function readInputs(args: readonly string[]) {
  const { values, operands, problems } = readFlags(args, FLAGS, 1);
  const [file] = operands;
  const type = values.type ?? 'STANDARD';
  if (!isType(type)) problems.push(`--type: found ${type}; allowed: ${TYPES.join(', ')}`);
  if (file === undefined) problems.push('FILE: the file of the state machine is missing');
  if (!values.input) problems.push('--input: the file of the input is missing');
  const definition = file === undefined ? undefined : readDefinition(file, isType(type) ? type : 'STANDARD', problems);
  const input = values.input ? readPayload(values.input, problems) : undefined;
  const mocks = values.mocks ? readMockFile(values.mocks, definition?.source, problems) : [];
  if (problems.length > 0 || definition?.machine === undefined || input === undefined)
    throw new UsageError('nines asl run', problems.map(plain));
  return { definition: definition.source, machine: definition.machine, notes: definition.notes, input, mocks };
}

function isType(text: string): text is (typeof TYPES)[number] {
  return (TYPES as readonly string[]).includes(text);
}
