import { compileCollector, type Leaves } from './collect.ts';
import { type Branch, compileBranches } from './compile.ts';
import { matchesConsistently } from './consistency.ts';
import { parsePatternText } from './number-text.ts';
import { asObject, type FieldCriteria, satisfies } from './scalar.ts';

export { InvalidPatternError } from './errors.ts';

/** A pattern ready to be asked about any number of events. */
export type CompiledPattern = { matches(event: unknown): boolean };

type BranchField = { index: number; criteria: FieldCriteria };

/** Compiles an EventBridge event pattern; throws InvalidPatternError with every reason when AWS would refuse it. */
export function compilePattern(pattern: unknown): CompiledPattern {
  const branches = compileBranches(pattern);
  const places = new Map<string, number>();
  for (const branch of branches) for (const name of branch.keys()) if (!places.has(name)) places.set(name, places.size);
  const collect = compileCollector([...places.keys()]);
  const plans = branches.map((branch) => planOf(branch, places));
  return {
    matches: (event) => {
      const object = asObject(event);
      if (object === undefined) return false;
      const leaves = collect(object);
      const holds = leaves.flat ? matchesFlat : matchesConsistently;
      for (const plan of plans) if (holds(leaves, plan)) return true;
      return false;
    },
  };
}

/** The same for a pattern's JSON text, of which no digit is lost. */
export const compilePatternText = (text: string): CompiledPattern => compilePattern(parsePatternText(text));

// Array consistency depends on the order of the fields, and the service takes them by name.
function planOf(branch: Branch, places: ReadonlyMap<string, number>): BranchField[] {
  const sorted = [...branch].sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.map(([name, criteria]) => ({ index: places.get(name) as number, criteria }));
}

function matchesFlat(leaves: Leaves, fields: readonly BranchField[]): boolean {
  for (const { index, criteria } of fields) {
    if (!holdsFlat(leaves.values[index] ?? [], criteria)) return false;
  }
  return true;
}

function holdsFlat(values: Leaves['values'][number], criteria: FieldCriteria): boolean {
  if (values.length === 0) return criteria.acceptsAbsence;
  for (const value of values) if (satisfies(criteria, value)) return true;
  return false;
}
