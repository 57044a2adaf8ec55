import { describe, expect, it } from 'vitest';
import { parseInput } from '#events/problem.ts';
import { alarmsSchema } from '#events/site-alarms.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { siteSpec } from '../domain/support.ts';

const { cpu } = siteSpec().alarms;
const problemsOf = (changes: object) => {
  const parsed = parseInput(siteSpecSchema, { ...siteSpec(), ...changes });
  return parsed.ok ? [] : parsed.problems;
};
const FILES = { throughput: 'bursting' };
const REPLICATED = { instanceClass: 'db.t3.micro', storageGb: 20, readReplicas: 1 };

describe('the alarms of a site', () => {
  it('are the one on the CPU where a site names no other', () => {
    expect(siteSpecSchema.parse({ ...siteSpec(), alarms: { cpu } }).alarms).toEqual({ cpu });
  });

  it('have the defaults of the recommended ones where a site only names them', () => {
    const asked = { cpu, serverErrors: {}, unhealthyTargets: {}, replicaLag: {}, burstCredits: {} };

    expect(alarmsSchema.parse(asked)).toEqual({
      cpu,
      serverErrors: { thresholdPercent: 5, minutes: 3 },
      unhealthyTargets: { threshold: 1, minutes: 5 },
      replicaLag: { thresholdSeconds: 60, minutes: 10 },
      burstCredits: { thresholdGb: 0, minutes: 15 },
    });
  });

  it.each<[string, object]>([
    ['replicas', { database: REPLICATED, alarms: { cpu, replicaLag: {} } }],
    ['readers', { database: { engine: 'aurora-mysql', instanceClass: 'db.r6g.large', readers: 1 }, alarms: { cpu, replicaLag: {} } }],
    ['credits', { files: FILES, alarms: { cpu, burstCredits: {} } }],
    ['a name that only resembles one of ours', { alarms: { cpu: { ...cpu, name: 'myapp-server-error' } } }],
  ])('are taken with %s', (_, changes) => {
    expect(problemsOf(changes)).toEqual([]);
  });

  it.each<[name: string, changes: object, path: string, found: string, allowed: RegExp]>([
    ['lag without a database', { database: undefined, alarms: { cpu, replicaLag: {} } }, 'alarms.replicaLag', '{}', /no copies/],
    ['lag without replicas', { alarms: { cpu, replicaLag: {} } }, 'alarms.replicaLag', '{}', /no copies/],
    [
      'lag without readers',
      { database: { engine: 'aurora-mysql', instanceClass: 'db.r6g.large', readers: 0 }, alarms: { cpu, replicaLag: { minutes: 2 } } },
      'alarms.replicaLag',
      '{"minutes":2}',
      /no copies/,
    ],
    ['credits without files', { alarms: { cpu, burstCredits: {} } }, 'alarms.burstCredits', '{}', /bursting throughput/],
    [
      'credits of elastic files',
      { files: {}, alarms: { cpu, burstCredits: {} } },
      'alarms.burstCredits',
      '{}',
      /elastic throughput has no/,
    ],
    [
      'a CPU alarm under the name of another',
      { alarms: { cpu: { ...cpu, name: 'myapp-server-errors' } } },
      'alarms.cpu.name',
      '"myapp-server-errors"',
      /myapp-server-errors, myapp-unhealthy-targets/,
    ],
    [
      'a CPU alarm under the name of one of several',
      { alarms: { cpu: { ...cpu, name: 'myapp-replica-lag-7' } } },
      'alarms.cpu.name',
      '"myapp-replica-lag-7"',
      /myapp-replica-lag/,
    ],
    [
      'a share of all',
      { alarms: { cpu, serverErrors: { thresholdPercent: 100 } } },
      'alarms.serverErrors.thresholdPercent',
      '100',
      /at most 99/,
    ],
    ['no minute', { alarms: { cpu, unhealthyTargets: { minutes: 0 } } }, 'alarms.unhealthyTargets.minutes', '0', /at least 1/],
    [
      'a lag of no time',
      { database: REPLICATED, alarms: { cpu, replicaLag: { thresholdSeconds: 0 } } },
      'alarms.replicaLag.thresholdSeconds',
      '0',
      /at least 1/,
    ],
    [
      'more credits than there are',
      { files: FILES, alarms: { cpu, burstCredits: { thresholdGb: 3_000 } } },
      'alarms.burstCredits.thresholdGb',
      '3000',
      /at most 2000/,
    ],
    ['a bare yes', { alarms: { cpu, serverErrors: true } }, 'alarms.serverErrors', 'true', /an object/],
    ['an alarm that it does not know', { alarms: { cpu, memory: {} } }, 'alarms.memory', '{}', /one of cpu, serverErrors/],
    ['a dashboard by name', { dashboard: 'mine' }, 'dashboard', '"mine"', /a boolean/],
    ['a retention of eight days', { logRetentionDays: 8 }, 'logRetentionDays', '8', /one of 1, 3, 5, 7, 14/],
  ])('are not taken with %s', (_, changes, path, found, allowed) => {
    expect(problemsOf(changes)).toEqual([{ path, found, allowed: expect.stringMatching(allowed) }]);
  });

  it('tell all of their problems at once', () => {
    const alarms = { cpu: { ...cpu, name: 'myapp-burst-credits' }, replicaLag: {}, burstCredits: {}, serverErrors: { minutes: 0 } };

    expect(
      problemsOf({ alarms })
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['alarms.burstCredits', 'alarms.cpu.name', 'alarms.replicaLag', 'alarms.serverErrors.minutes']);
  });
});
