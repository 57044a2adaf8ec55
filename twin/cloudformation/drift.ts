import type { PropertyDifference, StackResourceDriftStatus } from '@aws-sdk/client-cloudformation';
import type { Cloud, Properties } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { canonical } from './plan.ts';
import type { ResourceRecord } from './stack.ts';

/** What one resource was found to be, beside what its template says. */
export type ResourceDrift = {
  readonly record: ResourceRecord;
  readonly status: StackResourceDriftStatus;
  readonly actual: Properties | undefined;
  readonly differences: readonly PropertyDifference[];
};

/** Reads a resource and compares it with the properties that its template set; a type that nobody can read is not checked. */
export function detectDrift(cloud: Pick<Cloud, 'provider'>, record: ResourceRecord): ResourceDrift {
  const { read } = cloud.provider(record.type);
  if (read === undefined || record.physicalId === undefined) return { record, status: 'NOT_CHECKED', actual: undefined, differences: [] };
  const actual = readIfThere(() => read(record.physicalId as string, record.properties));
  if (actual === undefined) return { record, status: 'DELETED', actual, differences: [] };
  const differences = Object.entries(record.properties)
    .filter(([name]) => name !== 'Tags' && Object.hasOwn(actual, name))
    .flatMap(([name, expected]) => compare(`/${name}`, expected, actual[name]));
  return { record, status: differences.length > 0 ? 'MODIFIED' : 'IN_SYNC', actual, differences };
}

/** Every service has its own error for what is not there, and says so in its name. */
function readIfThere(read: () => Properties | undefined): Properties | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof AwsError && /NotFound/i.test(error.shape)) return undefined;
    throw error;
  }
}

function compare(path: string, expected: unknown, actual: unknown): PropertyDifference[] {
  if (actual === undefined) return [difference(path, expected, actual, 'REMOVE')];
  if (Array.isArray(expected) && Array.isArray(actual)) return compareLists(path, expected, actual);
  if (isObject(expected) && isObject(actual)) {
    return Object.keys(expected).flatMap((name) => compare(`${path}/${name}`, expected[name], actual[name]));
  }
  return text(expected) === text(actual) ? [] : [difference(path, expected, actual, 'NOT_EQUAL')];
}

/** Lists are sets here: what is missing was removed, and what is more was added. */
function compareLists(path: string, expected: readonly unknown[], actual: readonly unknown[]): PropertyDifference[] {
  const wanted = expected.map(text);
  const found = actual.map(text);
  return [
    ...expected.flatMap((item, index) =>
      found.includes(wanted[index] as string) ? [] : [difference(`${path}/${index}`, item, undefined, 'REMOVE')],
    ),
    ...actual.flatMap((item, index) =>
      wanted.includes(found[index] as string) ? [] : [difference(`${path}/${index}`, undefined, item, 'ADD')],
    ),
  ];
}

const difference = (
  PropertyPath: string,
  expected: unknown,
  actual: unknown,
  DifferenceType: 'ADD' | 'REMOVE' | 'NOT_EQUAL',
): PropertyDifference => ({ PropertyPath, ExpectedValue: shown(expected), ActualValue: shown(actual), DifferenceType });

const isObject = (value: unknown): value is Properties => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Templates write numbers and booleans as texts or not, as they like. */
const text = (value: unknown): string => canonical(JSON.parse(JSON.stringify(value, (_, part) => (isScalar(part) ? String(part) : part))));
const isScalar = (value: unknown): boolean => typeof value === 'number' || typeof value === 'boolean';

const shown = (value: unknown): string => (value === undefined ? 'null' : typeof value === 'string' ? value : JSON.stringify(value));
