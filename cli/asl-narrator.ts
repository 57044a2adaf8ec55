import type { HistoryEvent } from '#language/asl/index.ts';
import type { Place } from './asl-outline.ts';
import { brief, type Page, span } from './asl-page.ts';

/** What an event belongs to: a state, the items of the Maps around it that it works on, and, of its last event, how it was left. */
type Spot = { place: Place | undefined; items: readonly number[]; left?: 'caught' | 'done' };
/** One visit of a state that has not been left. */
type Visit = { enteredMs: number; retries: number; failed: boolean };
type Details = { [name: string]: unknown };

const NOWHERE: Spot = { place: undefined, items: [] };
/** States whose failures can be caught. */
const CATCHES = ['Task', 'Parallel', 'Map'];
/** States that make something of their own; what a Task answers is told before. */
const GIVES = ['Pass', 'Parallel', 'Map'];

/** Retells the history of an execution in lines for people. Events name few states; the others are found along the chain of events. */
export class Narrator {
  private readonly places: ReadonlyMap<string, Place>;
  private readonly page: Page;
  private readonly origin: Spot;
  private readonly spots = new Map<number, Spot>();
  private readonly visits = new Map<string, Visit>();
  /** Map Runs by ARN: where they belong, and how many children they have started. */
  private readonly runs = new Map<string, { spot: Spot; children: number }>();
  /** The event before, whatever it belongs to. */
  private last: HistoryEvent | undefined;
  /** An attempt of a Parallel or a Map after the first, whose state the next event tells. */
  private restarted: number | undefined;

  constructor(places: ReadonlyMap<string, Place>, page: Page, origin: Spot = NOWHERE) {
    this.places = places;
    this.page = page;
    this.origin = origin;
  }

  event(event: HistoryEvent): void {
    const details = (event.details ?? {}) as Details;
    const from = this.spots.get(event.previousEventId) ?? this.origin;
    const spot = this.spotOf(event, details, from);
    this.spots.set(event.id, spot);
    if (event.type.endsWith('StateEntered')) this.entered(event, spot, from);
    else if (event.type.endsWith('StateExited')) this.exited(event, spot, details);
    else this.happened(event, spot, details);
    this.last = event;
  }

  /** The narrator of a distributed Map's next child, whose events are counted anew. */
  ofChild(runArn: string): Narrator {
    const run = this.runs.get(runArn) ?? { spot: this.origin, children: 0 };
    const child = new Narrator(this.places, this.page, { place: run.spot.place, items: [...run.spot.items, run.children] });
    run.children += 1;
    return child;
  }

  private spotOf({ type }: HistoryEvent, details: Details, from: Spot): Spot {
    const place = typeof details.name === 'string' ? this.places.get(details.name) : undefined;
    if (place === undefined) return from;
    const items = from.items.slice(0, place.maps);
    return { place, items: type === 'MapIterationStarted' ? [...items, Number(details.index)] : items };
  }

  private say(atMs: number, { place, items }: Spot, text: string): void {
    if (place !== undefined) this.page.say(atMs, place.depth, labelOf(place, items), text);
  }

  private entered(event: HistoryEvent, spot: Spot, from: Spot): void {
    const { timestampMs } = event;
    const place = spot.place as Place;
    if (from.left === 'caught' || (from.left === 'done' && isDetour(from.place as Place, place)))
      this.say(timestampMs, from, `caught, goes on with ${place.name}`);
    this.attempted(event, outwards(this.places, spot));
    this.visits.set(keyOf(spot), { enteredMs: timestampMs, retries: 0, failed: false });
    this.say(timestampMs, spot, place.resource === undefined ? place.type : `${place.type} ${place.resource}`);
  }

  private exited({ id, timestampMs }: HistoryEvent, spot: Spot, details: Details): void {
    const place = spot.place as Place;
    const visit = this.visits.get(keyOf(spot));
    this.visits.delete(keyOf(spot));
    if (place.type === 'Wait') this.say(timestampMs, spot, `waited ${span(timestampMs - (visit?.enteredMs ?? timestampMs))}`);
    const isCaught = CATCHES.includes(place.type) && this.last?.type.endsWith('Succeeded') !== true;
    this.spots.set(id, { ...spot, left: isCaught ? 'caught' : 'done' });
    if (!isCaught && GIVES.includes(place.type)) this.say(timestampMs, spot, `gives ${brief(String(details.output))}`);
    const assigned = Object.keys(details.assignedVariables ?? {});
    if (assigned.length > 0) this.say(timestampMs, spot, `sets ${assigned.join(', ')}`);
  }

  private happened(event: HistoryEvent, spot: Spot, details: Details): void {
    const { id, type, timestampMs } = event;
    const say = (text: string): void => this.say(timestampMs, spot, text);
    if (type === 'ParallelStateStarted' || type === 'MapStateStarted') {
      if (this.last?.type.endsWith('StateEntered') !== true) this.restarted = id;
      // Of a Map with an ItemReader the length is 0, too, before anything is read.
      else if (Number(details.length) > 0) say(details.length === 1 ? '1 item' : `${details.length} items`);
    } else if (type === 'MapIterationStarted' || type === 'MapRunStarted') {
      this.attempted(event, { place: spot.place, items: spot.items.slice(0, spot.place?.maps) });
      if (type === 'MapRunStarted') this.runs.set(String(details.mapRunArn), { spot, children: 0 });
    } else if (type.endsWith('Scheduled')) this.scheduled(timestampMs, spot, details);
    else if (/^(Task|LambdaFunction|Activity)Succeeded$/.test(type)) say(`answers ${brief(String(details.output))}`);
    else if (type.endsWith('TimedOut') && type !== 'ExecutionTimedOut') this.failed(timestampMs, spot, details);
    else if (/^(Task|LambdaFunction|Activity|Evaluation|MapRun)Failed$/.test(type)) this.failed(timestampMs, spot, details);
  }

  private scheduled(atMs: number, spot: Spot, details: Details): void {
    const visit = this.visits.get(keyOf(spot));
    if (visit?.failed === true) this.retried(atMs, spot, visit);
    else this.say(atMs, spot, `asks ${brief(String(details.parameters ?? details.input))}`);
  }

  /** Says that a Parallel or a Map is tried again, where the event belongs to a new attempt of it. */
  private attempted({ previousEventId, timestampMs }: HistoryEvent, container: Spot): void {
    if (this.restarted === undefined || previousEventId !== this.restarted) return;
    this.restarted = undefined;
    const visit = this.visits.get(keyOf(container));
    if (visit !== undefined) this.retried(timestampMs, container, visit);
  }

  private retried(atMs: number, spot: Spot, visit: Visit): void {
    visit.retries += 1;
    visit.failed = false;
    this.say(atMs, spot, `retry ${visit.retries}`);
  }

  private failed(atMs: number, spot: Spot, { error, cause }: Details): void {
    const visit = this.visits.get(keyOf(spot));
    if (visit !== undefined) visit.failed = true;
    this.say(atMs, spot, `fails: ${failureText(error, cause)}`);
  }
}

/** An error and its cause in one text. */
export function failureText(error: unknown, cause: unknown): string {
  return [error, cause].filter((part) => typeof part === 'string' && part !== '').join(': ') || 'without an error name';
}

function labelOf({ name }: Place, items: readonly number[]): string {
  return name + items.map((index) => `[${index}]`).join('');
}

function keyOf({ place, items }: Spot): string {
  return place === undefined ? '' : labelOf(place, items);
}

/** The Parallel or the Map around a state. */
function outwards(places: ReadonlyMap<string, Place>, { place, items }: Spot): Spot {
  const around = place?.around === undefined ? undefined : places.get(place.around);
  return { place: around, items: items.slice(0, around?.maps) };
}

/** Whether a state was left by its Catch: it leads elsewhere than its Next says. */
function isDetour(from: Place, to: Place): boolean {
  return CATCHES.includes(from.type) && from.next !== to.name;
}
