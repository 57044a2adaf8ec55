import { parseCriteria } from './criteria.ts';
import { InvalidPatternError, PatternProblem } from './errors.ts';
import { asObject, type FieldCriteria } from './scalar.ts';

/** One way to satisfy a pattern: all these fields (full dotted names) hold together. `$or` makes several. */
export type Branch = ReadonlyMap<string, FieldCriteria>;
type OpenBranch = Map<string, FieldCriteria>;

/** AWS refuses a pattern whose `$or` arrays multiply to more combinations. */
const MAX_BRANCHES = 1000;
/** A pattern of AWS's 2,048 characters cannot nest deeper. */
const MAX_DEPTH = 512;

const RESERVED_IN_OR: ReadonlySet<string> = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric', 'cidr'],
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

type Reading = { problems: string[]; path: string[]; inOr: boolean };

/** Reads a pattern into its branches; throws with every problem found. */
export function compileBranches(pattern: unknown): Branch[] {
  const root = asObject(pattern);
  if (root === undefined) throw new InvalidPatternError(['Filter is not an object']);
  const reading: Reading = { problems: [], path: [], inOr: false };
  const branches = readObject(reading, root, [new Map()]);
  if (reading.problems.length > 0) throw new InvalidPatternError(reading.problems);
  return branches;
}

function readObject(reading: Reading, object: Record<string, unknown>, before: OpenBranch[]): OpenBranch[] {
  let branches = before;
  const names = Object.keys(object);
  if (names.length === 0) reading.problems.push('Empty objects are not allowed');
  for (const name of names) {
    try {
      branches = name === '$or' ? readOr(reading, object[name], branches) : readField(reading, name, object[name], branches);
    } catch (error) {
      if (!(error instanceof PatternProblem)) throw error;
      reading.problems.push(error.message);
    }
  }
  return branches;
}

function readField(reading: Reading, name: string, value: unknown, branches: OpenBranch[]): OpenBranch[] {
  if (reading.inOr && RESERVED_IN_OR.has(name)) {
    throw new PatternProblem(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
  }
  if (Array.isArray(value)) {
    const field = [...reading.path, name].join('.');
    const criteria = parseCriteria(value);
    // The last mention of a field wins, within an $or's branch too. The branches are this object's own: an $or has copied them.
    for (const branch of branches) branch.set(field, criteria);
    return branches;
  }
  const nested = asObject(value);
  if (nested === undefined) throw new PatternProblem(`"${name}" must be an object or an array`);
  if (reading.path.length >= MAX_DEPTH) throw new PatternProblem(`Objects nested deeper than ${MAX_DEPTH} are not allowed`);
  return readObject({ ...reading, path: [...reading.path, name] }, nested, branches);
}

function readOr(reading: Reading, alternatives: unknown, branches: OpenBranch[]): OpenBranch[] {
  if (!Array.isArray(alternatives)) throw new PatternProblem('It must be an Array followed with $or.');
  const inside: Reading = { ...reading, inOr: true };
  if (branches.length * alternatives.length > MAX_BRANCHES) {
    throw new PatternProblem(`The use of $or results in over ${MAX_BRANCHES} rule combinations`);
  }
  if (reading.path.length >= MAX_DEPTH) throw new PatternProblem(`Objects nested deeper than ${MAX_DEPTH} are not allowed`);
  const forked = (alternatives as unknown[]).flatMap((alternative) => {
    const object = asObject(alternative);
    if (object === undefined) throw new PatternProblem('Only JSON object is allowed in array of $or relationship.');
    return readObject(
      inside,
      object,
      branches.map((branch) => new Map(branch)),
    );
  });
  if (alternatives.length < 2) throw new PatternProblem('There must have at least 2 Objects in $or relationship.');
  if (forked.length > MAX_BRANCHES) throw new PatternProblem(`The use of $or results in over ${MAX_BRANCHES} rule combinations`);
  return forked;
}
