import fc from 'fast-check';

/** Depth is tried by a case of its own; here it would cost more than all the rest. */
export const shallowJson = fc.jsonValue({ maxDepth: 2 });

type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Lines such as nobody should send: no JSON, JSON of another shape, requests that are cut off, and requests with any field missing. */
export function hostileLines(fields: Fields): fc.Arbitrary<string[]> {
  const request = fc.record({ id: shallowJson, ...fields }, { requiredKeys: [] }).map((value) => JSON.stringify(value));
  const cutOff = fc.tuple(request, fc.nat()).map(([line, at]) => line.slice(0, at % (line.length + 1)));
  const any = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', ' '));
  const line = fc.oneof({ weight: 4, arbitrary: request }, cutOff, any, fc.json());
  return fc.array(line, { maxLength: 8 });
}

/** The ids that the answers to lines must carry, in order; a blank line has no answer. */
export function idsOf(lines: readonly string[]): unknown[] {
  return lines.filter((line) => line.trim() !== '').map(idOf);
}

function idOf(line: string): unknown {
  try {
    const request: unknown = JSON.parse(line);
    const isObject = typeof request === 'object' && request !== null && !Array.isArray(request);
    return (isObject ? (request as { id?: unknown }).id : null) ?? null;
  } catch {
    return idInFront(line);
  }
}

/** Of a line that is no JSON: whatever is an object of an id alone, once it is closed at some comma or brace. */
function idInFront(line: string): unknown {
  for (let at = 0; at < line.length; at++) {
    if (line[at] !== ',' && line[at] !== '}') continue;
    try {
      const front = JSON.parse(`${line.slice(0, at)}}`) as { id?: unknown };
      if (Object.keys(front).join() === 'id') return ['string', 'number'].includes(typeof front.id) ? front.id : null;
    } catch {
      // Not yet.
    }
  }
  return null;
}
