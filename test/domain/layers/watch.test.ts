import { describe, expect, it } from 'vitest';
import { layerParameters } from '#domain/layers/index.ts';
import { OutputMissingError } from '#domain/layers/rules.ts';
import { alarmNames, gateWatch } from '#domain/layers/watch.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { alarmsSchema } from '#events/site-alarms.ts';
import { databaseSchema } from '#events/site-database.ts';
import { siteSpec } from '../support.ts';

const WEB = { GroupName: 'myapp-asg', LoadBalancerFullName: 'app/x/1', TargetGroupFullName: 'targetgroup/x/2' };
const alarms = (asked: object = {}) => alarmsSchema.parse({ ...siteSpec().alarms, ...asked });
const withReplicas = (readReplicas: number): Partial<SiteSpec> => ({
  database: databaseSchema.parse({ instanceClass: 'db.t3.micro', storageGb: 20, readReplicas }),
});

describe('the watch layer', () => {
  it('asks for no output of layers that its alarms do not need', () => {
    const parameters = layerParameters('watch', siteSpec(), WEB);

    expect(parameters).toMatchObject({
      CpuAlarmName: 'my-app-cpu',
      WantsServerErrorAlarm: 'false',
      WantsUnhealthyTargetAlarm: 'false',
      LagInstance1: '',
      LagCluster: '',
      WantsBurstCreditAlarm: 'false',
      FileSystemId: '',
      DatabaseIdentifier: '',
      WantsDashboard: 'false',
      WantsNodeLogs: 'false',
    });
  });

  it('names the copies whose lag is watched', () => {
    const site = siteSpec({ ...withReplicas(2), alarms: alarms({ replicaLag: {} }) });

    const parameters = layerParameters('watch', site, { ...WEB, DatabaseIdentifier: 'myapp-db' });

    expect(parameters).toMatchObject({
      LagInstance1: 'myapp-db-replica-1',
      LagInstance2: 'myapp-db-replica-2',
      LagInstance3: '',
      LagCluster: '',
      LagSeconds: '60',
      LagMilliseconds: '60000',
    });
  });

  it.each<[string, Partial<SiteSpec>]>([
    ['DatabaseIdentifier', { ...withReplicas(1), alarms: alarms({ replicaLag: {} }) }],
    ['DatabaseIdentifier', { dashboard: true }],
    ['FileSystemId', { files: { throughput: 'bursting', backups: true }, alarms: alarms({ burstCredits: {} }) }],
    ['AdminTargetGroupArn', { web: { ...siteSpec().web, admin: {} } }],
  ])('does not go without %s where it needs it', (name, changes) => {
    const parameters = () => layerParameters('watch', siteSpec(changes), WEB);

    expect(parameters).toThrow(OutputMissingError);
    expect(parameters).toThrow(name);
  });
});

describe('what a watch promises', () => {
  const site = siteSpec({ ...withReplicas(2), alarms: alarms({ serverErrors: {}, unhealthyTargets: {}, replicaLag: {} }) });
  const NAMES = [
    'my-app-cpu',
    'myapp-server-errors',
    'myapp-unhealthy-targets',
    'myapp-too-few-targets',
    'myapp-replica-lag-1',
    'myapp-replica-lag-2',
  ];
  const seen = (names: readonly string[], off: readonly string[] = []) => ({
    alarms: names.map((name) => ({ name, actionsEnabled: !off.includes(name) })),
  });

  it('is an alarm for everything that was asked for', () => {
    expect(alarmNames(site)).toEqual(NAMES);
    expect(gateWatch(site, seen(NAMES))).toEqual({ action: 'proceed', reason: '6 alarms watch the site.' });
  });

  it.each<[string, string[], string[], RegExp]>([
    ['one is missing', NAMES.slice(1), [], /no alarm my-app-cpu/],
    ['all are missing', [], [], /no alarm my-app-cpu, myapp-server-errors, .*myapp-replica-lag-2/],
    ['the actions of one are off', NAMES, ['myapp-server-errors'], /Nobody is told by myapp-server-errors/],
  ])('fails when %s', (_, names, off, reason) => {
    expect(gateWatch(site, seen(names, off))).toEqual({ action: 'fail', reason: expect.stringMatching(reason) });
  });

  it('does not care for alarms of somebody else', () => {
    expect(gateWatch(site, seen([...NAMES, 'AddCapacity-CPU-Utilization'], ['AddCapacity-CPU-Utilization'])).action).toBe('proceed');
  });
});
