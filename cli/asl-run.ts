import type { Execution, Json, Machine } from '#language/asl/index.ts';
import type { JsonObject } from '#language/asl/json.ts';
import { execute, START_MS } from './asl-execution.ts';
import { BatchHost, type Listener } from './asl-host.ts';
import type { Mock } from './asl-mocks.ts';
import { Narrator } from './asl-narrator.ts';
import { outline } from './asl-outline.ts';
import { Page, plain, span, wrap } from './asl-page.ts';

/** A run for people: what is run, and what is to be said before. */
export type PeopleRun = { definition: JsonObject; machine: Machine; input: Json; mocks: Mock[]; notes: string[] };

const LABEL_WIDTH = 13;

/** Runs a machine in virtual time and tells of it line by line; then how it ended. Answers whether it succeeded. */
export async function runForPeople(run: PeopleRun, width: number, print: (line: string) => void): Promise<boolean> {
  for (const note of run.notes) label(print, width, 'note', note);
  const page = new Page(START_MS, width, print);
  const host = new BatchHost(START_MS, run.mocks);
  const execution = await execute(run.machine, run.input, host, listenerOf(new Narrator(outline(run.definition), page)));
  page.flush();
  print('');
  conclude(execution, host, width, print);
  return execution.status === 'SUCCEEDED';
}

function listenerOf(narrator: Narrator): Listener {
  return { event: (event) => narrator.event(event), children: ({ run }) => listenerOf(narrator.ofChild(run.arn)) };
}

function conclude(execution: Execution, host: BatchHost, width: number, print: (line: string) => void): void {
  const say = (name: string, text: string): void => label(print, width, name, text);
  say('status', execution.status);
  if (execution.error !== undefined) say('error', execution.error);
  if (execution.cause !== undefined) say('cause', execution.cause);
  if (execution.output !== undefined) showOutput(execution.output, width, print);
  say('transitions', String(execution.transitions));
  say('took', `${span(host.now() - START_MS)} of virtual time`);
  for (const state of host.mocks.missing) say('no mock', `${state}: a task without a recorded answer fails with Mock.NotFound`);
  for (const { state, count } of host.mocks.unused())
    say('unused', `${count} ${count === 1 ? 'mock' : 'mocks'} of the state ${state}: nothing asked for ${count === 1 ? 'it' : 'them'}`);
}

/** An output that fits stands on one line; any other is laid out as JSON of its own, which is never broken. */
function showOutput(output: Json, width: number, print: (line: string) => void): void {
  const short = JSON.stringify(output);
  if (short.length <= width - LABEL_WIDTH) label(print, width, 'output', short);
  else for (const line of `output\n${JSON.stringify(output, null, 2)}`.split('\n')) print(plain(line));
}

function label(print: (line: string) => void, width: number, name: string, text: string): void {
  const lines = wrap(plain(text), Math.max(width - LABEL_WIDTH, LABEL_WIDTH));
  for (const [i, line] of lines.entries()) print((i === 0 ? name : '').padEnd(LABEL_WIDTH) + line);
}
