/** The profile of RFC 3339 that the language asks for: capital letters, and nanoseconds at most, which is what the service's clock has. */
const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** Epoch milliseconds (with fractions) of an RFC 3339 time stamp, or undefined where it is none. */
export function parseTimestamp(text: unknown): number | undefined {
  const parts = read(text);
  return parts && parts.seconds * 1000 + parts.nanos / 1e6;
}

/** The same as nanoseconds: a number has not digits enough to tell two of them apart. */
export function parseNanoseconds(text: unknown): bigint | undefined {
  const parts = read(text);
  return parts && BigInt(parts.seconds) * 1_000_000_000n + BigInt(parts.nanos);
}

function read(text: unknown): { seconds: number; nanos: number } | undefined {
  const m = typeof text === 'string' ? RFC3339.exec(text) : null;
  if (m === null) return undefined;
  const [year, month, day, hour, minute, second] = m.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const [, , , , , , , fraction = '', sign, hours = 0, minutes = 0] = m;
  if (hour > 23 || minute > 59 || second > 59 || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const at = new Date(Date.UTC(2000, month - 1, day, hour, minute, second));
  at.setUTCFullYear(year, month - 1, day); // Date.UTC takes a year below 100 for one of the last century
  // 31 February rolls over to March: such a stamp is not a time.
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return undefined;
  const offsetSeconds = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60);
  return { seconds: at.getTime() / 1000 - offsetSeconds, nanos: Number(fraction.padEnd(9, '0')) };
}

/** A time as the context object writes it. */
export function formatTimestamp(atMs: number): string {
  return new Date(atMs).toISOString();
}
