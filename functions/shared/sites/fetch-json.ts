/** A page that does not answer in this time counts as one that does not answer: the load balancer gives up no later (L18). */
const PATIENCE_MS = 10_000;

/** Asks a page once, with headers. Anything that is no HTTP answer (no name, no connection, no patience) has no status. */
export async function fetchJson(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status?: number; body: Record<string, unknown> }> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), PATIENCE_MS);
  try {
    const response = await fetch(url, { headers, signal: controller.signal });
    return { status: response.status, body: recordOf(await response.text()) };
  } catch {
    return { body: {} };
  } finally {
    clearTimeout(timer);
  }
}

function recordOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // An error page is no JSON; its status says enough.
    return {};
  }
}
