import type { HistoryEvent } from '#language/asl/index.ts';

/**
 * A second reading of histories, slow and obvious: with nothing but the events and the definition at hand, walk back from each event
 * to what it follows, and say what cannot have happened so. A history without a problem answers an empty list.
 */
export function problemsOf(definition: object, history: readonly HistoryEvent[]): string[] {
  const reading = new Reading(definition, history);
  return [...order(history), ...iterations(history), ...history.flatMap((event) => reading.problemsOf(event))];
}

const TERMINAL = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/;

function order(history: readonly HistoryEvent[]): string[] {
  const problems: string[] = [];
  for (const [i, event] of history.entries()) {
    const before = history[i - 1];
    if (event.id !== i + 1) problems.push(`event ${event.id} stands in place ${i + 1}`);
    if (event.previousEventId < 0 || event.previousEventId >= event.id) problems.push(`event ${event.id} follows ${event.previousEventId}`);
    if (before !== undefined && event.timestampMs < before.timestampMs) problems.push(`event ${event.id} goes back in time`);
    if ((event.type === 'ExecutionStarted') !== (i === 0)) problems.push(`event ${event.id} is ${event.type}`);
    if (TERMINAL.test(event.type) !== (i === history.length - 1)) problems.push(`event ${event.id} is ${event.type}`);
  }
  return problems;
}

/** An iteration is begun before it ends, and ends once. */
function iterations(history: readonly HistoryEvent[]): string[] {
  const open = new Set<string>();
  return history.flatMap(({ id, type, details }) => {
    if (!type.startsWith('MapIteration')) return [];
    const key = `${String(details?.name)}[${String(details?.index)}] of ${iterationOwner(history, id)}`;
    if (type === 'MapIterationStarted') open.add(key);
    else if (!open.delete(key)) return [`event ${id}, ${type}: ends an iteration that does not run`];
    return [];
  });
}

/** Maps inside of other iterations run side by side; which of them an iteration is of, its Map's start tells. */
function iterationOwner(history: readonly HistoryEvent[], id: number): number {
  const map = history[id - 1]?.details?.name;
  let one = history[id - 1];
  while (one !== undefined && !(one.type === 'MapStateEntered' && one.details?.name === map)) one = history[one.previousEventId - 1];
  return one?.id ?? 0;
}

type State = {
  Type: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Error?: string;
  Choices?: { Next: string }[];
  Catch?: { Next: string }[];
  Retry?: { MaxAttempts?: number }[];
  Branches?: Program[];
  ItemProcessor?: Program;
};
type Program = { StartAt: string; States: Record<string, State> };

/** A state with the program around it, and the state that holds the program. */
type Known = { state: State; program: Program; holder: string | undefined };

const FAILURE = /(Failed|TimedOut)$/;
const OUTCOME = /^(LambdaFunction|Activity|Task)(Succeeded|Failed|TimedOut)$/;

class Reading {
  private readonly states = new Map<string, Known>();
  private readonly history: readonly HistoryEvent[];
  private readonly start: string;

  constructor(definition: object, history: readonly HistoryEvent[]) {
    this.history = history;
    this.start = (definition as Program).StartAt;
    this.collect(definition as Program, undefined);
  }

  private collect(program: Program, holder: string | undefined): void {
    for (const [name, state] of Object.entries(program.States)) {
      this.states.set(name, { state, program, holder });
      for (const inner of [...(state.Branches ?? []), ...(state.ItemProcessor ? [state.ItemProcessor] : [])]) this.collect(inner, name);
    }
  }

  problemsOf(event: HistoryEvent): string[] {
    const problems: (string | false)[] = [];
    if (event.type.endsWith('StateEntered')) problems.push(...this.entered(event));
    if (event.type.endsWith('StateExited')) problems.push(...this.exited(event));
    if (event.type.endsWith('StateAborted')) problems.push(this.enteredBefore(event) === undefined && 'aborts what was never entered');
    if (event.type.endsWith('Scheduled')) problems.push(...this.scheduled(event));
    if (/^(LambdaFunction|Activity|Task)(Started|Submitted|Succeeded|Failed|TimedOut)$/.test(event.type))
      problems.push(this.followsItsTask(event));
    if (event.type === 'ExecutionSucceeded') problems.push(...this.succeeded(event));
    if (event.type === 'ExecutionFailed') problems.push(...this.failed(event));
    return problems.filter((problem) => problem !== false).map((problem) => `event ${event.id}, ${event.type}: ${problem}`);
  }

  private at(id: number): HistoryEvent | undefined {
    return this.history[id - 1];
  }

  /** The events that an event follows, the nearest first. */
  private *before(event: HistoryEvent): Generator<HistoryEvent> {
    for (let one = this.at(event.previousEventId); one !== undefined; one = this.at(one.previousEventId)) yield one;
  }

  private nameOf(event: HistoryEvent): string {
    return String(event.details?.name);
  }

  private knownOf(event: HistoryEvent): Known {
    return this.states.get(this.nameOf(event)) as Known;
  }

  /** The nearest entry of any state still open, or of the one named. */
  private enteredBefore(event: HistoryEvent, name?: string): HistoryEvent | undefined {
    for (const one of this.before(event))
      if (one.type.endsWith('StateEntered') && (name === undefined || this.nameOf(one) === name)) return one;
    return undefined;
  }

  private entered(event: HistoryEvent): (string | false)[] {
    const { state, program, holder } = this.knownOf(event);
    const previous = this.at(event.previousEventId);
    const problems: (string | false)[] = [event.type !== `${state.Type}StateEntered` && `is a ${state.Type}`];
    if (previous === undefined || previous.type === 'ParallelStateStarted' || previous.type === 'MapIterationStarted') {
      problems.push(program.StartAt !== this.nameOf(event) && 'is not where its program starts');
      if (previous === undefined) {
        problems.push(this.nameOf(event) !== this.start && 'is not the start');
        problems.push(event.details?.input !== this.at(1)?.details?.input && 'does not get the execution’s input');
      } else problems.push(this.enteredBefore(previous, holder) === undefined && `starts outside of ${holder}`);
      return problems;
    }
    if (!previous.type.endsWith('StateExited')) return [...problems, `follows ${previous.type}`];
    const from = this.knownOf(previous);
    return [
      ...problems,
      from.program !== program && 'comes from another program',
      !targetsOf(from.state).includes(this.nameOf(event)) && `is no target of ${this.nameOf(previous)}`,
      event.details?.input !== previous.details?.output && 'does not get what the state before put out',
    ];
  }

  private exited(event: HistoryEvent): (string | false)[] {
    const { state } = this.knownOf(event);
    const entry = this.enteredBefore(event, this.nameOf(event));
    if (entry === undefined) return ['was never entered'];
    const siblings = this.history.filter((one) => one.type === event.type && this.enteredBefore(one, this.nameOf(one)) === entry);
    return [
      event.type !== `${state.Type}StateExited` && `is a ${state.Type}`,
      siblings.length !== 1 && 'was left twice',
      ...this.branches(event, state),
    ];
  }

  /** Where a Parallel puts its result to `p`, that is what its branches put out, in their order. */
  private branches(event: HistoryEvent, { Type, Branches = [] }: State): (string | false)[] {
    if (Type !== 'Parallel') return [];
    const { p } = JSON.parse(String(event.details?.output)) as { p?: unknown };
    const started = [...this.before(event)].find(
      (one) => one.type === 'ParallelStateStarted' && this.openBefore(one, 'Parallel') === this.enteredBefore(event, this.nameOf(event)),
    );
    const isCaught = [...this.before(event)].some((one) => one.type === 'ParallelStateFailed' && one.id > (started?.id ?? 0));
    if (started === undefined || isCaught || p === undefined) return [];
    const ends = Branches.map((branch) => this.history.find((one) => this.endsBranch(one, branch, started)));
    return [
      ends.some((end) => end === undefined) && 'has a branch that never ended',
      JSON.stringify(p) !== `[${ends.map((end) => end?.details?.output).join()}]` && 'mixes up its branches',
    ];
  }

  /** The nearest state of a type that was entered and is not over by then. */
  private openBefore(event: HistoryEvent, type: string): HistoryEvent | undefined {
    let over = 0;
    for (let one = this.at(event.previousEventId); one !== undefined; one = this.at(one.previousEventId)) {
      if (one.type.endsWith('StateExited')) one = this.enteredBefore(one, this.nameOf(one)) as HistoryEvent;
      else if (one.type === `${type}StateFailed`) over += 1;
      else if (one.type === `${type}StateEntered`) {
        if (over === 0) return one;
        over -= 1;
      }
    }
    return undefined;
  }

  /** Whether a state was left for good, as the end of this branch in this attempt. */
  private endsBranch(event: HistoryEvent, branch: Program, started: HistoryEvent): boolean {
    if (!event.type.endsWith('StateExited') || branch.States[this.nameOf(event)] === undefined) return false;
    const isLeft = this.history.some((one) => one.previousEventId === event.id && one.type.endsWith('StateEntered'));
    return !isLeft && [...this.before(event)].some((one) => one.id === started.id);
  }

  private scheduled(event: HistoryEvent): (string | false)[] {
    const entry = this.enteredBefore(event);
    const state = this.states.get(this.nameOf(entry ?? event))?.state;
    const attempts = [...this.before(event)].filter((one) => one.id > (entry?.id ?? 0) && one.type === event.type).length;
    const allowed = (state?.Retry ?? []).reduce((sum, { MaxAttempts = 3 }) => sum + MaxAttempts, 0);
    const next = this.at(event.id + 1);
    return [
      entry?.type !== 'TaskStateEntered' && 'is not scheduled by a task',
      attempts > allowed && `is attempt ${attempts + 1} of ${allowed + 1}`,
      // A worker takes an activity when it likes.
      event.type !== 'ActivityScheduled' &&
        (next?.type !== event.type.replace('Scheduled', 'Started') || next.previousEventId !== event.id) &&
        'is not started at once',
      this.history.at(-1)?.type === 'ExecutionSucceeded' && !this.isOver(event) && 'has neither an outcome nor an end of its state',
    ];
  }

  /** Whether a task has its outcome, or a state around it was cut off. */
  private isOver(scheduled: HistoryEvent): boolean {
    const around = new Set([...this.before(scheduled)].filter((one) => one.type.endsWith('StateEntered')));
    return this.history.some((one) => {
      if (one.type.endsWith('StateAborted')) return around.has(this.openBefore(one, one.type.replace('StateAborted', '')) as HistoryEvent);
      return OUTCOME.test(one.type) && [...this.before(one)].includes(scheduled);
    });
  }

  /** Scheduled, Started, perhaps Submitted, then one outcome: nothing else may come between. */
  private followsItsTask(event: HistoryEvent): string | false {
    const allowed = event.type.endsWith('Started')
      ? /Scheduled$/
      : event.type.endsWith('Submitted')
        ? /Started$/
        : /(Started|Submitted|ActivityScheduled)$/;
    const previous = this.at(event.previousEventId);
    if (previous === undefined || !allowed.test(previous.type)) return `follows ${previous?.type}`;
    const rivals = this.history.filter(
      (one) => one.previousEventId === event.previousEventId && one.id !== event.id && !one.type.endsWith('Aborted'),
    );
    return rivals.length > 0 && `is not the only one after ${previous.id}`;
  }

  private succeeded(event: HistoryEvent): (string | false)[] {
    const last = this.at(event.previousEventId);
    const known = last?.type.endsWith('StateExited') ? this.knownOf(last) : undefined;
    return [
      known === undefined && 'does not follow a state that was left',
      known?.holder !== undefined && 'follows a state within another',
      known !== undefined && known.state.End !== true && known.state.Type !== 'Succeed' && 'follows a state that does not end the machine',
      last?.details?.output !== event.details?.output && 'does not answer what the last state put out',
    ];
  }

  /** An error is the last failure's own, the Fail state's, or a cause says in which state it happened. */
  private failed(event: HistoryEvent): (string | false)[] {
    const { error, cause } = event.details ?? {};
    const place = /executing the state '(.+?)' \(entered at the event id #(\d+)\)/.exec(String(cause));
    if (place !== null) {
      const entry = this.at(Number(place[2]));
      return [(entry?.type.endsWith('StateEntered') !== true || this.nameOf(entry) !== place[1]) && `names event ${place[2]}`];
    }
    const [nearest] = this.history
      .filter((one) => one.type === 'FailStateEntered' || (FAILURE.test(one.type) && one.details?.error !== undefined))
      .slice(-1);
    if (error === 'States.ExceedToleratedFailureThreshold' || error === 'States.DataLimitExceeded') return [];
    const named = nearest?.type === 'FailStateEntered' ? this.knownOf(nearest).state.Error : nearest?.details?.error;
    return [named !== error && `has the error ${String(error)}, but the last failure is ${String(named)}`];
  }
}

function targetsOf(state: State): (string | undefined)[] {
  return [
    state.Next,
    state.Default,
    ...(state.Choices ?? []).map((rule) => rule.Next),
    ...(state.Catch ?? []).map((catcher) => catcher.Next),
  ];
}
