/** A step of the JSON path subset that EventBridge knows: a name, an index, or all elements. */
type PathStep = { name: string } | { index: number } | 'all';

const STEP = /\.(\*)|\.([^.[\]*]+)|\[(\d{1,9})\]|\[(\*)\]|\['([^']*)'\]|\["([^"]*)"\]/y;

/** Reads `$.detail.items[0].id`; undefined when it is no path that EventBridge supports. */
export function parseJsonPath(path: string): PathStep[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: PathStep[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (match === null) return undefined;
    const name = match[2] ?? match[5] ?? match[6];
    if (name !== undefined) steps.push({ name });
    else steps.push(match[3] === undefined ? 'all' : { index: Number(match[3]) });
  }
  return steps;
}

/** The value at a path; undefined when nothing stands there. A wildcard gives the list of what it finds. */
export function selectPath(steps: readonly PathStep[], root: unknown): unknown {
  let found: unknown[] = [root];
  for (const step of steps) found = found.flatMap((value) => stepInto(step, value));
  return steps.includes('all') ? found : found[0];
}

function stepInto(step: PathStep, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step === 'all') return Object.values(value);
  if ('index' in step) return Array.isArray(value) && step.index < value.length ? [value[step.index]] : [];
  return !Array.isArray(value) && Object.hasOwn(value, step.name) ? [(value as Record<string, unknown>)[step.name]] : [];
}
