import type { SiteSpec } from '#domain/site-spec.ts';
import type { Services } from '#twin/services/index.ts';

/** What of a site's file names what its owner has; the file is as it was written, without its defaults. */
export type NamedSite = Partial<Pick<SiteSpec, 'web' | 'media' | 'edge'>>;

type Account = Pick<Services, 'ownZone' | 'ownCertificate'>;

/** Puts into an account what a site's spec says that its owner has already: hosted zones by their ids, certificates by their ARNs. */
export function putOwnedNames(account: Account, { web, media, edge }: NamedSite): void {
  const https = web?.https;
  const zones = new Map<string, string>();
  // A zone whose domain nobody tells holds the name and its neighbours.
  if (https?.hostedZone !== undefined) zones.set(https.hostedZone, https.name.slice(https.name.indexOf('.') + 1));
  if (edge !== undefined) zones.set(edge.hostedZone, edge.zone);
  for (const [id, domain] of zones) account.ownZone(id, domain);
  const certified = new Map(
    [https, media?.domain, media?.page].flatMap((own) => (own?.certificateArn ? [[own.certificateArn, own.name]] : [])),
  );
  for (const [arn, name] of certified) account.ownCertificate(arn, name);
}
