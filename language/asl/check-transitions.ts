import type { JsonObject } from './json.ts';
import type { Program, State } from './model.ts';
import type { Report } from './template.ts';

const MISSING = 'MISSING_TRANSITION_TARGET';

/** Reports targets that do not exist and states that nothing leads to. A loop without an end is legal: the event limit ends it. */
export function checkProgram(program: Program, source: JsonObject, location: string, report: Report): void {
  const known = Object.keys(source.States as JsonObject);
  const exists = new Set(known);
  if (typeof source.StartAt === 'string' && !exists.has(source.StartAt))
    report(`${location}/StartAt`, `Missing 'StartAt' target: ${source.StartAt}`, MISSING);
  for (const state of program.states.values()) {
    for (const [field, target] of targets(state)) {
      if (target !== '' && !exists.has(target))
        report(`${location}/States/${state.name}/${field}`, `Missing '${field.split('/').at(-1)}' target: ${target}`, MISSING);
    }
  }
  checkReachable(program, known, location, report);
}

function targets(state: State): [string, string][] {
  const list: [string, string][] = state.next === undefined ? [] : [['Next', state.next]];
  for (const [i, catcher] of state.catchers.entries()) list.push([`Catch[${i}]/Next`, catcher.next]);
  if (state.type === 'Choice') {
    for (const [i, rule] of state.rules.entries()) list.push([`Choices[${i}]/Next`, rule.next]);
    if (state.fallback !== undefined) list.push(['Default', state.fallback]);
  }
  return list;
}

function checkReachable(program: Program, known: string[], location: string, report: Report): void {
  const reached = new Set<string>();
  const open = [program.startAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = program.states.get(name);
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    for (const [, target] of targets(state)) open.push(target);
  }
  if (!program.states.has(program.startAt)) return; // said already
  for (const name of known) {
    if (program.states.has(name) && !reached.has(name)) report(`${location}/States/${name}`, `State "${name}" is not reachable.`, MISSING);
  }
}
