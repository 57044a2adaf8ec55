import * as z from 'zod';
import { type Block, blockOf, contains, overlap } from './cidr.ts';

const cidrSchema = z.string().refine((text) => blockOf(text) !== undefined, { error: 'an IPv4 block such as 10.0.0.0/16' });

const zoneSchema = z.strictObject({
  name: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, { error: 'an Availability Zone such as us-east-1a' }),
  public: cidrSchema,
  data: cidrSchema,
});

type Named = { path: readonly PropertyKey[]; block: Block };

/** The network of a site: two zones, with a public and a data subnet each, apart from one another and inside the VPC's block. */
export const networkSchema = z
  .strictObject({ cidr: cidrSchema, zones: z.tuple([zoneSchema, zoneSchema]) })
  .superRefine((network, context) => {
    const subnets = subnetsOf(network.zones);
    const outer = blockOf(network.cidr);
    for (const [index, { path, block }] of subnets.entries()) {
      const taken = subnets.slice(0, index).some((other) => overlap(other.block, block));
      if (taken) context.addIssue({ code: 'custom', path: [...path], message: 'a block that overlaps no other subnet' });
      if (outer && !contains(outer, block)) {
        context.addIssue({ code: 'custom', path: [...path], message: `a block inside ${network.cidr}` });
      }
    }
    if (network.zones[0].name === network.zones[1].name) {
      context.addIssue({ code: 'custom', path: ['zones', 1, 'name'], message: 'another zone than the first' });
    }
  });

function subnetsOf(zones: readonly { public: string; data: string }[]): Named[] {
  return zones.flatMap((zone, index) =>
    (['public', 'data'] as const).flatMap((side) => {
      const block = blockOf(zone[side]);
      return block ? [{ path: ['zones', index, side], block }] : [];
    }),
  );
}
