import { describe, expect, it } from 'vitest';
import { layerParameters } from '#domain/layers/index.ts';
import { endpointsOf } from '#domain/layers/network.ts';
import { gateWorker, queueNameOf, type WorkerFacts } from '#domain/layers/worker.ts';
import { planSite, planTeardown } from '#domain/site-plan.ts';
import { siteSpec } from '../support.ts';

const worker = { instanceType: 't3.micro', min: 2, max: 5, backlogPerInstance: 100, visibilitySeconds: 300 };
const OUTPUTS = new Proxy<Record<string, string>>({}, { get: (_, name) => `of-${String(name)}` });
const names = (waves: { layer: string }[][]) => waves.map((wave) => wave.map(({ layer }) => layer));

describe('the worker layer', () => {
  it('is built beside the web, and taken down beside it', () => {
    expect(names(planSite(siteSpec({ worker })))).toContainEqual(['web', 'worker']);
    expect(names(planTeardown('myapp'))).toContainEqual(['web', 'worker']);
  });

  it('is left out where a site has none', () => {
    expect(names(planSite(siteSpec())).flat()).not.toContain('worker');
    expect(() => layerParameters('worker', siteSpec(), OUTPUTS)).toThrow(RangeError);
  });

  it('hands over its size, its backlog, and where the rest of the site is', () => {
    const parameters = layerParameters('worker', siteSpec({ worker }), OUTPUTS);

    expect(parameters).toMatchObject({
      MinSize: '2',
      MaxSize: '5',
      BacklogPerInstance: '100',
      VisibilitySeconds: '300',
      CacheEngine: 'memcached',
      DatabaseEndpoint: 'of-DatabaseEndpoint',
      FileSystemId: '',
    });
  });

  it('tells the web nodes of its queue by a name that is known before', () => {
    expect(queueNameOf('myapp')).toBe('nines-myapp-work');
    expect(layerParameters('web', siteSpec({ worker }), OUTPUTS).QueueName).toBe('nines-myapp-work');
    expect(layerParameters('web', siteSpec(), OUTPUTS).QueueName).toBe('');
  });

  it('asks for a way to its queue where nodes have no way out', () => {
    const zones = siteSpec().network.zones.map((zone, index) => ({ ...zone, application: `10.0.${index + 21}.0/24` }));
    const network = { ...siteSpec().network, zones, nat: 'none' as const };

    expect(endpointsOf(siteSpec({ network, worker }))).toContain('sqs');
    expect(endpointsOf(siteSpec({ network }))).not.toContain('sqs');
  });
});

it.each<[name: string, facts: WorkerFacts | undefined, action: string]>([
  ['as many in service as asked for', { states: ['InService', 'InService'] }, 'proceed'],
  ['more of them', { states: ['InService', 'InService', 'Pending:Wait'] }, 'proceed'],
  ['one that its hook still holds', { states: ['InService', 'Pending:Wait'] }, 'wait'],
  ['none yet', { states: [] }, 'wait'],
  ['no group', undefined, 'fail'],
])('workers are answered for: %s', (_, facts, action) => {
  expect(gateWorker({ min: 2 }, facts).action).toBe(action);
});
