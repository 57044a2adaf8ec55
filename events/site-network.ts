import * as z from 'zod';
import { type Block, blockOf, contains, overlap } from './cidr.ts';
import { named } from './site-values.ts';

/** What EC2 takes for VPCs and subnets. */
const WIDEST_BITS = 16;
const NARROWEST_BITS = 28;
/** A load balancer does not take a public subnet that is smaller. */
const NARROWEST_PUBLIC_BITS = 27;
/** A bastion is for an office or a person, not for a provider's customers, and never for the world. */
const WIDEST_BASTION_BITS = 16;
/** What CloudWatch Logs takes for a retention, up to a year. */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365];
const SIDES = ['public', 'application', 'data'] as const;

const cidrSchema = (widest: number, narrowest: number) =>
  z
    .string()
    .refine((text) => blockOf(text) !== undefined, { error: 'an IPv4 block such as 10.0.0.0/16' })
    .refine((text) => isWithin(text, widest, narrowest), { error: `a block from /${widest} to /${narrowest}` });

const zoneSchema = z.strictObject({
  name: named(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, 'an Availability Zone such as us-east-1a'),
  public: cidrSchema(WIDEST_BITS, NARROWEST_PUBLIC_BITS),
  application: cidrSchema(WIDEST_BITS, NARROWEST_BITS).optional(),
  data: cidrSchema(WIDEST_BITS, NARROWEST_BITS),
});

type Zone = z.output<typeof zoneSchema>;

/** What a network must have before its parts can be held against each other. */
const text = z.string();
const comparableSchema = z.object({
  cidr: text,
  zones: z.array(z.object({ name: text, public: text, application: text.optional(), data: text })),
});

type Tell = (path: readonly PropertyKey[], allowed: string) => void;

/**
 * The network of a site: two to four zones with a public and a data subnet each, apart from one another and inside the VPC's
 * block. Zones that also name an application subnet hold the web nodes there, behind NAT gateways or endpoints.
 */
export const networkSchema = z
  .strictObject({
    cidr: cidrSchema(WIDEST_BITS, NARROWEST_BITS),
    zones: z.array(zoneSchema).min(2).max(4),
    nat: z.enum(['per-zone', 'one', 'none']).optional(),
    flowLogs: z.boolean().default(true),
    flowLogRetentionDays: z
      .number()
      .refine((days) => RETENTION_DAYS.includes(days), { error: `one of ${RETENTION_DAYS.join(', ')}` })
      .default(30),
    bastion: z.strictObject({ cidr: cidrSchema(WIDEST_BASTION_BITS, 32) }).optional(),
  })
  .superRefine(
    (network, context) => {
      const tell: Tell = (path, message) => context.addIssue({ code: 'custom', path: [...path], message });
      tellOfBlocks(network.zones, network.cidr, tell);
      tellOfZones(network.zones, tell);
      tellOfApplication(network.zones, network.nat, tell);
      // Also where something else is wrong: every problem is told at once.
    },
    { when: ({ value }) => comparableSchema.safeParse(value).success },
  );

function tellOfBlocks(zones: readonly Zone[], cidr: string, tell: Tell): void {
  const subnets = zones.flatMap((zone, index) => subnetsOf(zone, index));
  const outer = blockOf(cidr);
  for (const [index, { path, block }] of subnets.entries()) {
    if (subnets.slice(0, index).some((other) => overlap(other.block, block))) tell(path, 'a block that overlaps no other subnet');
    if (outer && !contains(outer, block)) tell(path, `a block inside ${cidr}`);
  }
}

function tellOfZones(zones: readonly Zone[], tell: Tell): void {
  for (const [index, { name }] of zones.entries()) {
    if (zones.slice(0, index).some((other) => other.name === name)) tell(['zones', index, 'name'], 'another zone than those before it');
  }
}

/** Nodes are all in application subnets or all in public ones: a group over both would have two kinds of zones. */
function tellOfApplication(zones: readonly Zone[], nat: string | undefined, tell: Tell): void {
  const isNamed = zones.some((zone) => zone.application !== undefined);
  if (!isNamed && nat !== undefined) tell(['nat'], 'nothing, where no zone has an application subnet');
  for (const [index, zone] of zones.entries()) {
    if (isNamed && zone.application === undefined) tell(['zones', index, 'application'], 'a block, as in the other zones');
  }
}

function subnetsOf(zone: Zone, index: number): { path: readonly PropertyKey[]; block: Block }[] {
  return SIDES.flatMap((side) => {
    const block = blockOf(zone[side] ?? '');
    return block ? [{ path: ['zones', index, side], block }] : [];
  });
}

function isWithin(text: string, widest: number, narrowest: number): boolean {
  const block = blockOf(text);
  // What is no block has been told as that.
  return block === undefined || (block.bits >= widest && block.bits <= narrowest);
}
