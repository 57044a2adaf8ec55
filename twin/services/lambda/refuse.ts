import { NotInTwinError } from '../../errors.ts';

/** Refuses by name what a resource does not act on; the names are looked at first, so that values count as read only when used. */
export function refuseUnknown(subject: string, given: Readonly<Record<string, unknown>>, known: string): void {
  const names = new Set(known.split(' '));
  for (const name of Object.keys(given)) {
    if (!names.has(name) && given[name] !== undefined) throw new NotInTwinError(`${subject} with ${name}`);
  }
}
