import type { Json } from './json.ts';

const encoder = new TextEncoder();

/** The service's limit on a state's input, output and result (facts F3). */
export const PAYLOAD_LIMIT_BYTES = 262_144;

/** Whether a value's JSON text in UTF-8 is longer than the limit. All but values near the limit are settled without serializing them. */
export function exceedsPayloadLimit(value: Json, limitBytes = PAYLOAD_LIMIT_BYTES): boolean {
  const bounds = { least: 0, most: 0 };
  measure(value, bounds, limitBytes);
  if (bounds.least > limitBytes) return true;
  return bounds.most > limitBytes && encoder.encode(JSON.stringify(value)).length > limitBytes;
}

type Bounds = { least: number; most: number };

/** Adds a value's least and greatest size; stops once the least is above the limit. */
function measure(value: Json, bounds: Bounds, limitBytes: number): void {
  if (typeof value === 'string') {
    text(value, bounds, 2);
    return;
  }
  if (typeof value !== 'object' || value === null) {
    bounds.least += 1;
    bounds.most += 25; // the longest number
    return;
  }
  bounds.least += 2;
  bounds.most += 2;
  if (Array.isArray(value)) {
    for (const item of value) {
      measure(item, bounds, limitBytes);
      bounds.most += 1;
      if (bounds.least > limitBytes) return;
    }
    return;
  }
  for (const key in value) {
    text(key, bounds, 4);
    measure(value[key] as Json, bounds, limitBytes);
    if (bounds.least > limitBytes) return;
  }
}

function text(value: string, bounds: Bounds, marks: number): void {
  bounds.least += value.length + 2;
  bounds.most += value.length * 6 + marks; // an escaped character takes six bytes at most
}
