import type { DeepAnswer, PageAnswer, ProbeSample } from '#domain/probe-evidence.ts';
import { signedHeaders } from '#domain/probe-signature.ts';
import { deepPageSchema, rowsPageSchema } from '#events/probe.ts';

/** A visitor who has waited this long has been lost; requests of later seconds do not wait for this one. */
const REQUEST_TIMEOUT_MS = 5_000;

/** A page with its text; the text is empty when nothing answered. */
export type Asked = PageAnswer & { text: string };

/** Asks one page once, and says how it answered or failed to. Never throws: a failure is what a probe is for. */
export async function askPage(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Asked> {
  const beganMs = Date.now();
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), REQUEST_TIMEOUT_MS);
  try {
    const response = await fetch(url, { headers, signal: controller.signal, redirect: 'manual' });
    const text = await response.text();
    return { status: response.status, milliseconds: Date.now() - beganMs, text };
  } catch {
    return { failure: controller.signal.aborted ? 'timeout' : 'unreachable', milliseconds: Date.now() - beganMs, text: '' };
  } finally {
    clearTimeout(timer);
  }
}

/** Asks a page that only the holder of the site's key may ask. */
function askSigned(origin: string, target: string, key: string): Promise<Asked> {
  return askPage(`${origin}${target}`, signedHeaders(key, Date.now(), 'GET', target));
}

/** Asks the deep page with a number. It is acknowledged only if a 200 says that this very number was written. */
export async function askDeepPage(
  origin: string,
  sequence: number,
  key: string,
): Promise<DeepAnswer & { cache?: string | undefined; database?: string | undefined }> {
  const { text, ...answer } = await askSigned(origin, `/nines/health?sequence=${sequence}`, key);
  const parsed = deepPageSchema.safeParse(jsonOf(text));
  if (!parsed.success) return { ...answer, isAcknowledged: false, isRead: false };
  const { sequence: told, read = false, node, zone, writer, writerZone, database, cache } = parsed.data;
  const isAcknowledged = answer.status === 200 && told === sequence && database === 'ok';
  return { ...answer, node, zone, writer, writerZone, database, cache, isAcknowledged, isRead: isAcknowledged || read };
}

/** One second of the probe: the static page and the deep page, asked at the same time, in an order that changes. */
export async function takeSample(origin: string, healthPath: string, atMs: number, sequence: number, key: string): Promise<ProbeSample> {
  const early = isDeepFirst(sequence) ? askDeepPage(origin, sequence, key) : undefined;
  const [{ text: _, ...page }, { cache: _cache, database: _database, ...deep }] = await Promise.all([
    askPage(`${origin}${healthPath}`),
    early ?? askDeepPage(origin, sequence, key),
  ]);
  return { atMs, sequence, page, deep };
}

/**
 * A load balancer takes its targets in turn, so two requests a second in one fixed order would ask the deep page of every other
 * target only, and the rest would look as if they had not followed. The parity of the number's bits falls in with no turn.
 */
function isDeepFirst(sequence: number): boolean {
  let bits = sequence;
  for (const width of [16, 8, 4, 2, 1]) bits ^= bits >>> width;
  return (bits & 1) === 1;
}

/** The numbers that are still there, or undefined if the site could not say. */
export async function askRows(origin: string, from: number, to: number, key: string): Promise<number[] | undefined> {
  const { status, text } = await askSigned(origin, `/nines/rows?from=${from}&to=${to}`, key);
  const parsed = rowsPageSchema.safeParse(jsonOf(text));
  return status === 200 && parsed.success ? parsed.data.sequences : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An error page of the load balancer; its status says enough.
    return undefined;
  }
}
