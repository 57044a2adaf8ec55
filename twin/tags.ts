type Tag = { Key?: string | undefined; Value?: string | undefined };

/** Tags of an API list as a record. */
export function tagRecord(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));
}

/** Tags that a service keeps, as an API list. */
export function tagList(tags: Readonly<Record<string, string>> | ReadonlyMap<string, string>): { Key: string; Value: string }[] {
  const pairs = tags instanceof Map ? [...tags] : Object.entries(tags);
  return pairs.map(([Key, Value]) => ({ Key, Value }));
}
