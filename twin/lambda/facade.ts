import { NotInTwinError } from '../errors.ts';

/**
 * A builtin module as a world sees it: the members given, and in place of every other function of the real module one that
 * refuses by name when it is called. Bundles copy members they never use, so the refusal waits for the call.
 */
export function facade(name: string, real: object, given: Record<string, unknown>): Record<string, unknown> {
  const module: Record<string, unknown> = { ...refusalsOf(name, real), ...given };
  module.default = module;
  return module;
}

/** The refusing members by real module: the same for every world. */
const refusals = new WeakMap<object, Record<string, unknown>>();

function refusalsOf(name: string, real: object): Record<string, unknown> {
  const known = refusals.get(real);
  if (known) return known;
  const made: Record<string, unknown> = {};
  for (const [key, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(real))) {
    // Members behind getters are not looked at: some load a whole subsystem of the host.
    if (typeof value === 'function' || get) made[key] = refusing(`${name}.${key}`);
  }
  refusals.set(real, made);
  return made;
}

/** A function, constructable, that refuses by name. */
export function refusing(subject: string): () => never {
  return function refused(): never {
    throw new NotInTwinError(`the builtin ${subject}`, 'a world has no such effect');
  };
}
