import type { SiteWarning } from '#domain/site-warnings.ts';

/** Warnings for people, one a paragraph: where, what stands there, and why. */
export function checkPage(site: string, warnings: readonly SiteWarning[]): string {
  const head =
    warnings.length === 0 ? `${site}: nothing to warn of` : `${site}: ${warnings.length} warning${warnings.length === 1 ? '' : 's'}`;
  return [head, ...warnings.map(({ path, found, why }) => `  ${path}: ${found}\n    ${why}`)].join('\n');
}
