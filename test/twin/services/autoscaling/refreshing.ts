import { MINUTE, openWebTier, SECOND, type WebTier, type WebTierOptions } from '../web-tier.ts';

export const NEW_IMAGE = 'ami-0a1b2c3d4e5f60718';
export const KEEP = { MinHealthyPercentage: 100, MaxHealthyPercentage: 150, InstanceWarmup: 30 };

export async function serving(options: WebTierOptions = {}): Promise<WebTier> {
  const web = await openWebTier({ drainSeconds: 30, ...options });
  await web.play(5 * MINUTE);
  return web;
}

export function start(web: WebTier, preferences: object = {}, given: object = {}): string {
  web.cloud.callNow('ec2', 'CreateLaunchTemplateVersion', {
    LaunchTemplateId: web.templateId,
    SourceVersion: '1',
    LaunchTemplateData: { ImageId: NEW_IMAGE },
  });
  return web.call('StartInstanceRefresh', {
    AutoScalingGroupName: 'web',
    DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: web.templateId, Version: '2' } },
    Preferences: { ...KEEP, ...preferences },
    ...given,
  }).InstanceRefreshId;
}

export const refreshed = (web: WebTier) => web.call('DescribeInstanceRefreshes', { AutoScalingGroupName: 'web' }).InstanceRefreshes[0];
export const versions = (web: WebTier): string[] =>
  web
    .group()
    .Instances.filter(({ LifecycleState }: { LifecycleState: string }) => LifecycleState === 'InService')
    .map(({ LaunchTemplate }: { LaunchTemplate: { Version: string } }) => LaunchTemplate.Version)
    .sort();
/** What the bus was told of refreshes, by the last words. */
export const told = (web: WebTier): string[] =>
  web.events.flatMap((event) => event['detail-type'].split('EC2 Auto Scaling Instance Refresh ')[1] ?? []);

/** The fewest healthy targets at any time from now on, looked at every five seconds. */
export async function fewestHealthy(web: WebTier, minutes: number): Promise<number> {
  let fewest = Number.POSITIVE_INFINITY;
  for (let second = 0; second < minutes * 60; second += 5) {
    await web.play(5 * SECOND);
    fewest = Math.min(fewest, web.targets('healthy'));
  }
  return fewest;
}
