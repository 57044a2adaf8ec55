/** Names of members whose values never reach a log: secrets, passwords, signed material, and the tokens of waiting tasks wherever they are kept. */
const SECRET_NAME = /password|secretstring|secretbinary|secretaccesskey|sessiontoken|authorization|signature|^tasktoken$|^:?token$/i;
/** Longer texts are cut; the journal tells what was asked, it is no backup. */
const MAX_TEXT_LENGTH = 300;
const MAX_ITEMS = 50;
const MAX_DEPTH = 12;

/** A call's input as it may stand in the journal: secrets masked, long texts and lists cut, dates as ISO 8601, bytes as their length. */
export function redact(value: unknown, name = '', depth = 0): unknown {
  if (value === null || value === undefined || typeof value === 'boolean' || typeof value === 'number') return value;
  if (SECRET_NAME.test(name)) return '***';
  if (typeof value === 'string') return value.length > MAX_TEXT_LENGTH ? `${value.slice(0, MAX_TEXT_LENGTH)}… (${value.length})` : value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `(${value.byteLength} bytes)`;
  if (depth > MAX_DEPTH) return '…';
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redact(item, name, depth + 1));
  if (typeof value !== 'object') return String(value);
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) if (member !== undefined) copy[key] = redact(member, key, depth + 1);
  return copy;
}
