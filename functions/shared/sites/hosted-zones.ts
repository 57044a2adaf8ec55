import { GetHostedZoneCommand } from '@aws-sdk/client-route-53';
import type { Decision } from '#domain/glossary.ts';
import { gateZones, type ZoneFacts, zonesOf } from '#domain/hosted-zones.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { route53 } from '../clients/route-53.ts';
import { isNamed } from '../errors.ts';

/** Whether the hosted zones that a site names are there and hold its names. A site without a name asks nobody. */
export async function judgeZones(spec: Pick<SiteSpec, 'web' | 'edge'>): Promise<Decision<'proceed' | 'refuse'>> {
  return gateZones(await Promise.all(zonesOf(spec).map(async (wanted) => ({ ...wanted, facts: await zoneFacts(wanted.id) }))));
}

async function zoneFacts(id: string): Promise<ZoneFacts> {
  try {
    const { HostedZone: zone } = await route53.send(new GetHostedZoneCommand({ Id: id }));
    return zone && { domain: zone.Name ?? '', isPrivate: zone.Config?.PrivateZone ?? false };
  } catch (error) {
    if (isNamed(error, 'NoSuchHostedZone')) return undefined;
    throw error;
  }
}
