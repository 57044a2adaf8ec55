import type { Shape } from './shape.ts';

type Seen = { given: boolean; read: boolean; readonly members: Map<string, Seen> };

/**
 * Which parameters operations were given and which of them they ever read. The input is copied into an object whose members
 * note the first look at them; a member that was read once is plain from then on, so that tracking costs nothing when warm.
 */
export class ReadTracker {
  readonly #operations = new Map<string, Seen>();

  /** The same input, watched. With a shape its nested structures are watched too; without, the top level only. */
  watch(name: string, input: object, shape: Shape | undefined): object {
    let seen = this.#operations.get(name);
    if (!seen) {
      seen = newSeen();
      this.#operations.set(name, seen);
    }
    return watchMembers(seen, input as Record<string, unknown>, shape);
  }

  /** `service:Operation.Parameter[.Member]`, given at least once and never read, in the order of the alphabet. */
  unread(): string[] {
    const found: string[] = [];
    for (const [name, seen] of this.#operations) collect(name, seen, found);
    return found.sort();
  }
}

const newSeen = (): Seen => ({ given: false, read: false, members: new Map() });

function collect(path: string, seen: Seen, found: string[]): void {
  for (const [name, member] of seen.members) {
    if (member.given && !member.read) found.push(`${path}.${name}`);
    else collect(`${path}.${name}`, member, found);
  }
}

function watchMembers(seen: Seen, input: Record<string, unknown>, shape: Shape | undefined): object {
  const watched: Record<string, unknown> = {};
  for (const key of Object.keys(input)) {
    const given = input[key];
    if (given === undefined) continue;
    let member = seen.members.get(key);
    if (!member) {
      member = newSeen();
      seen.members.set(key, member);
    }
    member.given = true;
    const memberShape = shape?.member(key)?.shape;
    const value = memberShape ? watchValue(member, given, memberShape) : given;
    if (member.read) watched[key] = value;
    else defineWatched(watched, key, value, member);
  }
  return watched;
}

function watchValue(seen: Seen, value: unknown, shape: Shape): unknown {
  if (shape.kind === 'structure' && isPlain(value)) return watchMembers(seen, value, shape);
  if (shape.kind === 'list' && shape.item.kind === 'structure' && !shape.item.isUnion && Array.isArray(value)) {
    return value.map((item) => (isPlain(item) ? watchMembers(seen, item, shape.item) : item));
  }
  return value;
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && !(value instanceof Uint8Array) && !Array.isArray(value);

function defineWatched(target: object, key: string, value: unknown, seen: Seen): void {
  const plain = (now: unknown): void => {
    Object.defineProperty(target, key, { value: now, enumerable: true, configurable: true, writable: true });
  };
  Object.defineProperty(target, key, {
    enumerable: true,
    configurable: true,
    get() {
      seen.read = true;
      plain(value);
      return value;
    },
    set: plain,
  });
}
