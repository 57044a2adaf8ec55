/** Counts how many of `members` are in each of `zones`, in the order of `zones`. */
export function countByZone(zones: readonly string[], members: readonly { zone: string }[]): Map<string, number> {
  const counts = new Map(zones.map((zone) => [zone, 0]));
  for (const { zone } of members) counts.set(zone, (counts.get(zone) ?? 0) + 1);
  return counts;
}

/** Where the next instance goes: the zone with the fewest; the group's own order decides between equals. */
export function emptiestZone(zones: readonly string[], members: readonly { zone: string }[]): string {
  const counts = countByZone(zones, members);
  return zones.reduce((best, zone) => ((counts.get(zone) ?? 0) < (counts.get(best) ?? 0) ? zone : best));
}

/** The zones with the most, from which a scale-in takes first (A8). */
export function fullestZones(members: readonly { zone: string }[]): string[] {
  const counts = countByZone([], members);
  const most = Math.max(0, ...counts.values());
  return [...counts].filter(([, count]) => count === most).map(([zone]) => zone);
}
