import table from './replacement.json' with { type: 'json' };

/** Whether a change of a property makes CloudFormation replace the resource. */
export type Recreation = 'Never' | 'Conditionally' | 'Always';

const types = table.types as Readonly<Record<string, { always: readonly string[]; maybe: readonly string[] }>>;

/** What the resource specification says of a property; of a type that it does not know, CloudFormation could say either. */
export function recreationOf(type: string, property: string): Recreation {
  const known = types[type];
  if (known === undefined) return 'Conditionally';
  if (known.always.includes(property)) return 'Always';
  return known.maybe.includes(property) ? 'Conditionally' : 'Never';
}
