import type { Operation } from './cloud.ts';
import { NotInTwinError } from './errors.ts';

/** Refuses by name what an operation or a resource does not act on, instead of ignoring it. */
export function refuseUnknown(subject: string, given: object, known: readonly string[]): void {
  const values = given as Readonly<Record<string, unknown>>;
  // The name is tested first: the twin notes which values are read, and reading one counts as acting on it.
  for (const name of Object.keys(values)) {
    if (!known.includes(name) && values[name] !== undefined) throw new NotInTwinError(`${subject} with ${name}`);
  }
}

/** An operation that takes only the parameters named, parted by blanks. */
export function taking(subject: string, parameters: string, operation: Operation): Operation {
  const known = parameters.split(' ');
  return (input, call) => {
    refuseUnknown(subject, input, known);
    return operation(input, call);
  };
}
