/** Whether a text fits AWS's simplest pattern (ARNs, actions, tag filters, paths): `*` is any text, `?` one character. */
export function fitsWildcard(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`).test(text);
}
