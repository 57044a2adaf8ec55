import { DescribeInstanceRefreshesCommand } from '@aws-sdk/client-auto-scaling';
import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { judgeRefresh } from '#domain/refresh-verdict.ts';
import { inServiceCount, servingNodes } from '#domain/web-state.ts';
import { runSchema } from '#events/run.ts';
import { autoScaling } from '../shared/clients/auto-scaling.ts';
import { cloudWatch } from '../shared/clients/cloud-watch.ts';
import { MissingError } from '../shared/errors.ts';
import { describeGroup } from '../shared/group-facts.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { assertNotAborted } from '../shared/runs/standing.ts';
import { describeWebState } from '../shared/web-state.ts';

const checkRefreshSchema = z.strictObject({
  run: runSchema,
  group: z.string().min(1),
  targetGroupArn: z.string().min(1),
  loadBalancer: z.string().min(1),
  targetGroup: z.string().min(1),
  refreshId: z.string().min(1),
  startedAt: z.iso.datetime(),
  version: z.string().min(1),
  objective: z.strictObject({ nodes: z.number().int().min(0), leastHealthy: z.number().int().min(0), minutes: z.number().int().min(0) }),
  /** Why it is on its way back, if we took it back ourselves. */
  aborted: z.string().nullable(),
});
type Checked = z.output<typeof checkRefreshSchema>;

const MINUTE_MS = 60_000;

/**
 * Looks how a refresh stands, and judges it when it is over: what Auto Scaling says, the nodes that are there, and the fewest
 * healthy targets that the load balancer has counted. Called by refresh-site after each wait.
 */
async function checkRefresh(input: Checked) {
  const { run, group: name, startedAt, objective, aborted } = input;
  logger.appendKeys({ runId: run.runId, kind: run.kind, site: run.site });
  if (aborted === null) await assertNotAborted(run.runId);
  const [{ status, reason }, group, web] = await Promise.all([
    describeRefresh(input),
    describeGroup(name),
    describeWebState(name, input.targetGroupArn),
  ]);
  const nowMs = Date.now();
  const minHealthySeen = await fewestHealthy(input, nowMs);
  const replaced = (group.Instances ?? []).filter(
    ({ LifecycleState, LaunchTemplate }) => LifecycleState === 'InService' && LaunchTemplate?.Version === input.version,
  ).length;
  const end = {
    status,
    reason,
    startedAtMs: Date.parse(startedAt),
    nowMs,
    replaced,
    inService: inServiceCount(web),
    healthyTargets: servingNodes(web).length,
    minHealthySeen,
  };
  const judgement = judgeRefresh(end, objective, aborted ?? undefined);
  logger.info('The refresh was looked at.', { status, ...judgement });
  return {
    ...judgement,
    status,
    objective: { replaced: objective.nodes, minHealthySeen: objective.leastHealthy, minutes: objective.minutes },
    measured: { replaced, minHealthySeen: minHealthySeen ?? null, minutes: Math.round((nowMs - end.startedAtMs) / MINUTE_MS) },
  };
}

async function describeRefresh({ group, refreshId }: Checked): Promise<{ status: string; reason: string | undefined }> {
  const { InstanceRefreshes = [] } = await autoScaling.send(
    new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: group, InstanceRefreshIds: [refreshId] }),
  );
  const found = InstanceRefreshes[0];
  if (!found?.Status) throw new MissingError(`There is no instance refresh ${refreshId} of the group ${group}.`);
  return { status: found.Status, reason: found.RollbackDetails?.RollbackReason ?? found.StatusReason };
}

/** The load balancer counts each minute; it has no event for it, and CloudWatch keeps what nobody was there to see. */
async function fewestHealthy({ startedAt, loadBalancer, targetGroup }: Checked, nowMs: number): Promise<number | undefined> {
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'HealthyHostCount',
      Dimensions: [
        { Name: 'LoadBalancer', Value: loadBalancer },
        { Name: 'TargetGroup', Value: targetGroup },
      ],
      StartTime: new Date(Math.floor(Date.parse(startedAt) / MINUTE_MS) * MINUTE_MS),
      EndTime: new Date(nowMs),
      Period: 60,
      Statistics: ['Minimum'],
    }),
  );
  const counts = Datapoints.flatMap(({ Minimum }) => Minimum ?? []);
  return counts.length === 0 ? undefined : Math.min(...counts);
}

export const handler = handlerOf(checkRefreshSchema, checkRefresh);
