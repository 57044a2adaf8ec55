import * as z from 'zod';
import { REGION } from './site-values.ts';

/** A Multi-AZ DB cluster has its writer and its two readers in three zones (RDS User Guide). */
const CLUSTER_ZONES = 3;

const text = z.string().optional().catch(undefined);

/** What of a site is held against each other, each part as far as it can be read. */
const wholeSchema = z.object({
  // What is no region has been told as that, and no zone is of it.
  region: z.string().regex(REGION).optional().catch(undefined),
  network: z
    .object({ zones: z.array(z.object({ name: text }).catch({ name: undefined })) })
    .optional()
    .catch(undefined),
  database: z.object({ engine: text, deployment: text }).optional().catch(undefined),
  cache: z.unknown().optional(),
  worker: z.unknown().optional(),
  web: z
    .object({ sessions: text, https: z.object({ certificateArn: text }).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
type Whole = z.output<typeof wholeSchema>;
type Tell = (path: readonly PropertyKey[], allowed: string) => void;

/** What is wrong between the parts of a site, whatever else is wrong with each of them. */
export function tellOfWhole(spec: unknown, context: z.RefinementCtx): void {
  const { data } = wholeSchema.safeParse(spec);
  if (data === undefined) return;
  const tell: Tell = (path, message) => context.addIssue({ code: 'custom', path: [...path], message });
  tellOfRegion(data, tell);
  tellOfCluster(data, tell);
  if (data.worker !== undefined && data.database === undefined) {
    tell(['worker'], 'nothing, for a site without a database: a worker runs what the site has in WordPress');
  }
  if (data.web?.sessions === 'cache' && data.cache === undefined) {
    tell(['web', 'sessions'], 'dynamodb, sticky or none, for a site without a cache');
  }
}

/** Zones and certificates are of a region: what a load balancer shows lies beside it. */
function tellOfRegion({ region, network, web }: Whole, tell: Tell): void {
  if (region === undefined) return;
  for (const [index, { name }] of (network?.zones ?? []).entries()) {
    if (name !== undefined && name.slice(0, -1) !== region) tell(['network', 'zones', index, 'name'], `a zone of ${region}`);
  }
  const [, , , shown] = web?.https?.certificateArn?.split(':') ?? [];
  if (shown !== undefined && shown !== region) tell(['web', 'https', 'certificateArn'], `a certificate in ${region}`);
}

function tellOfCluster({ network, database }: Whole, tell: Tell): void {
  if (network === undefined || database?.engine === 'aurora-mysql' || database?.deployment !== 'cluster') return;
  if (network.zones.length >= CLUSTER_ZONES) return;
  tell(['network', 'zones'], `${CLUSTER_ZONES} zones or more, for a Multi-AZ DB cluster`);
}
