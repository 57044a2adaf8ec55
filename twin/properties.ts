/** A number of a template, which may stand there as text; undefined stays. */
export function number(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}

type Given<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** What was given: the members that are not undefined, so that an operation sees no name without a value. */
export function given<T extends object>(members: T): Given<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>;
}
