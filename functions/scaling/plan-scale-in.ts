import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { planScaleIn as decide } from '#domain/closing.ts';
import { cloudWatch } from '../shared/clients/cloud-watch.ts';
import { describeGroup } from '../shared/group-facts.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';

const planScaleInSchema = z.strictObject({
  group: z.string().min(1),
  baseline: z.strictObject({ min: z.number().int(), max: z.number().int(), desired: z.number().int() }),
  targetCpuPercent: z.number(),
  giveUpAt: z.iso.datetime(),
});

/** The load is judged over the last five minutes: the span of the slides' alarms. */
const LOAD_SPAN_SECONDS = 300;

/** Chooses the next step in: how many nodes the others can spare, or that it is time to restore. Called by scale-site, in a bounded loop. */
async function planScaleIn({ group: name, baseline, targetCpuPercent, giveUpAt }: z.output<typeof planScaleInSchema>) {
  const group = await describeGroup(name);
  const instances = group.Instances ?? [];
  const inService = instances.filter(({ LifecycleState }) => LifecycleState === 'InService').length;
  return decide({
    desired: group.DesiredCapacity ?? 0,
    inService,
    moving: instances.length - inService,
    baseline,
    cpuPercent: await averageCpuPercent(group),
    targetCpuPercent,
    nowMs: Date.now(),
    giveUpMs: Date.parse(giveUpAt),
  });
}

/** The group's average CPU, or undefined: a load that cannot be read counts as too high. */
async function averageCpuPercent(group: AutoScalingGroup): Promise<number | undefined> {
  const end = new Date();
  try {
    const { Datapoints = [] } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/EC2',
        MetricName: 'CPUUtilization',
        Dimensions: [{ Name: 'AutoScalingGroupName', Value: group.AutoScalingGroupName }],
        StartTime: new Date(end.getTime() - LOAD_SPAN_SECONDS * 1_000),
        EndTime: end,
        Period: LOAD_SPAN_SECONDS,
        Statistics: ['Average'],
      }),
    );
    const average = Datapoints.at(-1)?.Average;
    return average === undefined ? undefined : Math.round(average * 10) / 10;
  } catch (error) {
    logger.warn('The load could not be read.', error as Error);
    return undefined;
  }
}

export const handler = handlerOf(planScaleInSchema, planScaleIn);
