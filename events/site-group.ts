import * as z from 'zod';
import { scalingSchema } from './site-scaling.ts';
import { named, whole } from './site-values.ts';

const instanceType = () => named(/^[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'an EC2 instance type such as t3.micro');
/** The id of an image of EC2. */
export const imageIdSchema = named(/^ami-[0-9a-f]{8,17}$/, 'the id of an image such as ami-0123456789abcdef0');

/** The template has places for so many types beside the first. */
const FURTHER_TYPES_LIMIT = 5;
const TRACKING = { cpuPercent: 40, warmUpSeconds: 300 } as const;

/** How far a replacement may bring the group below and above what is wanted, in percent of it; AWS bounds the range (A11). */
const maintenanceSchema = z.strictObject({ minHealthyPercent: whole(0, 100), maxHealthyPercent: whole(100, 200) });

/** Other types that may be launched beside the group's own, and how much of the group comes from spare capacity. */
const mixedInstancesSchema = z.strictObject({
  types: z.array(instanceType()).max(FURTHER_TYPES_LIMIT).default([]),
  spotPercent: whole(0, 100).default(0),
  /** Without a word the minimum of the group: what must be there at all times is not left to the market. */
  onDemandBase: whole(0, 100).optional(),
});

/** The group of the web nodes: what they are, how many, and how it scales. */
export const groupFields = {
  group: named(/^[A-Za-z0-9._-]{1,64}$/, '1 to 64 letters, digits, dots, hyphens and underscores'),
  instanceType: instanceType(),
  min: whole(1, 100),
  max: whole(1, 100),
  healthCheckGraceSeconds: whole(0, 7_200).default(60),
  /** How it follows its load; `targetTracking` is the short form of its first kind. */
  scaling: scalingSchema.optional(),
  targetTracking: z
    .strictObject({
      cpuPercent: whole(1, 99).default(TRACKING.cpuPercent),
      warmUpSeconds: whole(0, 3_600).default(TRACKING.warmUpSeconds),
    })
    .prefault({}),
  maintenance: maintenanceSchema.optional(),
  mixedInstances: mixedInstancesSchema.optional(),
  /** A golden image in the place of Amazon Linux. */
  image: z.strictObject({ ami: imageIdSchema }).optional(),
};

/** What of a group must be readable before its parts can be held against each other. */
const sizesSchema = z.object({ min: z.number(), max: z.number() });
const maintainedSchema = z.object({ maintenance: z.object({ minHealthyPercent: z.number(), maxHealthyPercent: z.number() }) });
const mixedSchema = z.object({ instanceType: z.string(), mixedInstances: z.object({ types: z.array(z.string()).default([]) }) });
const scaledSchema = z.object({ scaling: z.looseObject({}), targetTracking: z.looseObject({}) });

/** What of a group is wrong beside the form of its fields, whatever else is wrong with the web tier. */
export function tellOfGroup(web: unknown, tell: (path: readonly PropertyKey[], allowed: string) => void): void {
  const sizes = sizesSchema.safeParse(web).data;
  if (sizes && sizes.min > sizes.max) tell(['max'], 'no less than min');
  const maintained = maintainedSchema.safeParse(web).data?.maintenance;
  if (maintained && maintained.maxHealthyPercent - maintained.minHealthyPercent > 100)
    tell(['maintenance', 'maxHealthyPercent'], 'at most 100 more than minHealthyPercent');
  const mixed = mixedSchema.safeParse(web).data;
  for (const [index, type] of (mixed?.mixedInstances.types ?? []).entries()) {
    const isKnown = [mixed?.instanceType, ...(mixed?.mixedInstances.types ?? []).slice(0, index)].includes(type);
    if (isKnown) tell(['mixedInstances', 'types', index], 'a type that is not there already');
  }
  const scaled = scaledSchema.safeParse(web).data;
  const isSaid = scaled && Object.entries(TRACKING).some(([name, value]) => (scaled.targetTracking[name] ?? value) !== value);
  // A group that tracks a target and takes steps would be pulled by both.
  if (isSaid) tell(['targetTracking'], 'nothing beside scaling');
}
