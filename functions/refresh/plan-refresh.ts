import { type AutoScalingGroup, DescribeInstanceRefreshesCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { alarmRole } from '#domain/alarm-roles.ts';
import { alarmNames } from '#domain/layers/watch.ts';
import { LEASE_SECONDS } from '#domain/lease.ts';
import { planRefresh as plan } from '#domain/refresh-plan.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { refreshRequestSchema } from '#events/execution-input.ts';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { autoScaling } from '../shared/clients/auto-scaling.ts';
import { cloudWatch } from '../shared/clients/cloud-watch.ts';
import { describeGroup } from '../shared/group-facts.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { describeImage, imageOfTemplate, templateOfGroup } from '../shared/refresh/group-template.ts';
import { undoDeadline } from '../shared/runs/undo-deadline.ts';
import { describeWebState } from '../shared/web-state.ts';

const planRefreshSchema = z.strictObject({
  run: runSchema,
  spec: siteSpecSchema,
  request: refreshRequestSchema,
  group: z.string().min(1),
  targetGroupArn: z.string().min(1),
});

/** Ends of a refresh, after which the group is free for another. */
const OVER = ['Successful', 'Failed', 'Cancelled', 'RollbackSuccessful', 'RollbackFailed'];

/**
 * Looks whether a site can be refreshed and decides how: the site well, the image there, the alarms that are to watch, the time.
 * Called by refresh-site before anything is made or recorded.
 */
async function planRefresh({ run, spec, request, group: name, targetGroupArn }: z.output<typeof planRefreshSchema>) {
  logger.appendKeys({ runId: run.runId, kind: run.kind, site: run.site });
  const [group, web, isRefreshing, alarms] = await Promise.all([
    describeGroup(name),
    describeWebState(name, targetGroupArn),
    hasRefresh(name),
    watchedAlarms(spec),
  ]);
  const template = templateOfGroup(group);
  const [image, wanted] = await Promise.all([imageOfTemplate(template), 'image' in request ? describeImage(request.image) : undefined]);
  const facts = { web, isRefreshing, template: { ...template, image }, nodesBehind: nodesBehind(group, template.version), wanted, alarms };
  const planned = plan(request, spec, facts, LEASE_SECONDS['refresh-site'] / 60);
  if (planned.action === 'refuse') logger.warn('The site is not refreshed.', { reason: planned.reason });
  return {
    ...planned,
    template,
    previousImage: image?.imageId ?? null,
    subnetId: group.VPCZoneIdentifier?.split(',')[0] ?? '',
    undoDeadline: undoDeadline(run),
  };
}

const nodesBehind = ({ Instances = [] }: AutoScalingGroup, version: string): number =>
  Instances.filter(({ LaunchTemplate }) => LaunchTemplate?.Version !== version).length;

async function hasRefresh(AutoScalingGroupName: string): Promise<boolean> {
  const { InstanceRefreshes = [] } = await autoScaling.send(new DescribeInstanceRefreshesCommand({ AutoScalingGroupName }));
  return InstanceRefreshes.some(({ Status }) => !OVER.includes(Status ?? ''));
}

/** CPU and unhealthy targets: what a bad image would turn red, as far as the site has them. */
async function watchedAlarms(spec: SiteSpec): Promise<{ name: string; state: string }[]> {
  const names = alarmNames(spec).filter((name) => ['cpu', 'unhealthy-targets'].includes(alarmRole(spec, name)));
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: names }));
  return MetricAlarms.map(({ AlarmName = '', StateValue = 'INSUFFICIENT_DATA' }) => ({ name: AlarmName, state: StateValue }));
}

export const handler = handlerOf(planRefreshSchema, planRefresh);
