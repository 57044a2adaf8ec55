import type { Cloud } from '../../cloud.ts';
import type { Answer, Asker, NameAuthority } from '../../network/network.ts';
import type { NameServer } from './name-server.ts';
import type { Zones } from './zones.ts';

type Remembered = { readonly answer: Answer; readonly untilMs: number };

/** Answers that the resolvers of all askers remember together; the oldest go. */
const MAX_REMEMBERED = 10_000;

/**
 * The resolvers between those who ask and the name servers: each asker's remembers an answer for its TTL, and that there was none
 * for the SOA's (RFC 2308).
 */
export function resolvers(cloud: Cloud, zones: Zones, nameServer: NameServer): NameAuthority {
  const memory = new Map<string, Remembered>();
  return {
    owns: (name) => zones.zoneOf(name) !== undefined,
    valuesOf: (name, type) => nameServer.tell(name, type as 'CNAME').values,
    resolve(name, { from, place }: Asker) {
      const key = `${from} ${place?.country ?? ''} ${name.toLowerCase()}`;
      const known = memory.get(key);
      const { nowMs } = cloud.clock;
      if (known && known.untilMs > nowMs) return known.answer;
      const answer = nameServer.addresses(name, place);
      memory.delete(key);
      if (memory.size >= MAX_REMEMBERED) memory.delete(memory.keys().next().value as string);
      memory.set(key, { answer, untilMs: nowMs + answer.ttlSeconds * 1000 });
      return answer;
    },
  };
}
