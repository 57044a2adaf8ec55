import { isObject, type Json } from './json.ts';
import { PAYLOAD_LIMIT_BYTES } from './json-size.ts';

/** States.Format: every `{}` is replaced by the next argument; a backslash makes a brace, a quote or a backslash stand for itself. */
export function fillTemplate(template: string, args: readonly Json[], refuse: (reason: string) => never): string {
  let next = 0;
  let bytes = Buffer.byteLength(template);
  const out = template.replace(/\\([{}\\'])|\{\}/g, (_token, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (next >= args.length) return refuse('The template has more placeholders than there are arguments.');
    next += 1;
    const text = shown(args[next - 1] as Json);
    bytes += Buffer.byteLength(text);
    // Nested calls would multiply it without end.
    return bytes > PAYLOAD_LIMIT_BYTES ? refuse(`The text is longer than ${PAYLOAD_LIMIT_BYTES} bytes.`) : text;
  });
  if (next < args.length) refuse('There are more arguments than placeholders in the template.');
  return out;
}

/** The service writes an object as Java does, `{a=1, b=[x, null]}`, and no quotes; only what comes as JSON text stays JSON. */
function shown(value: Json): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${key}=${shown(member)}`)
    .join(', ')}}`;
}

/** A quoted argument of any other function: its escapes stand for themselves. */
export function unescapeText(raw: string): string {
  return raw.replace(/\\([{}\\'])/g, '$1');
}
