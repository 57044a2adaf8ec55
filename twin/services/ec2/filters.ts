import { NotInTwinError } from '../../errors.ts';
import { fitsWildcard } from '../../wildcard.ts';

/** How EC2's operations narrow an answer: every filter must hold, and one of its values must match (`*` and `?` as wildcards). */
export type Filter = { Name?: string | undefined; Values?: string[] | undefined };

/** What a filter's name stands for on one resource; undefined means that the name is not known. */
export type FilterValues = Readonly<Record<string, readonly string[]>>;

/** Whether a resource passes all filters; a filter that the twin does not know is refused by name. */
export function passes(filters: readonly Filter[] | undefined, values: FilterValues, tags: Readonly<Record<string, string>>): boolean {
  return (filters ?? []).every((filter) => {
    const name = filter.Name ?? '';
    const found = tagValues(name, tags) ?? values[name];
    if (!found) throw new NotInTwinError(`the EC2 filter ${name}`);
    return (filter.Values ?? []).some((pattern) => found.some((value) => fitsWildcard(pattern, value)));
  });
}

function tagValues(name: string, tags: Readonly<Record<string, string>>): readonly string[] | undefined {
  if (name === 'tag-key') return Object.keys(tags);
  if (!name.startsWith('tag:')) return undefined;
  const value = tags[name.slice('tag:'.length)];
  return value === undefined ? [] : [value];
}
