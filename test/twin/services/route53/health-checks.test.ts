// Goal: health checks see an endpoint as AWS's checkers would. Method: servers that go up and down, and virtual time without ticks.
import { GetHealthCheckStatusCommand, Route53Client } from '@aws-sdk/client-route-53';
import { beforeEach, describe, expect, it } from 'vitest';
import { contextOf, make } from '../resources.ts';
import { clientOf } from '../sdk.ts';
import { openNames } from './names-account.ts';

const ADDRESS = '192.0.2.1';
const OTHER = '192.0.2.2';

describe('a health check', () => {
  let names: Awaited<ReturnType<typeof openNames>>;
  /** When the status of a check changed to what, seconds after a moment. */
  const changesSince = (ms: number, id: string) =>
    names
      .journal('activity')
      .filter((entry) => entry.what === 'health-check' && entry.id === id && Date.parse(entry.at) >= ms)
      .map((entry) => [entry.to, Math.round((Date.parse(entry.at) - ms) / 1000)]);
  const problem = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      return (error as Error).message;
    }
    return 'no problem';
  };
  beforeEach(async () => {
    names = await openNames();
    names.serve('server', ADDRESS);
    names.serve('other', OTHER);
  });

  it.each([
    [30, 3, 60, 120],
    [10, 3, 20, 40],
    [30, 1, 0, 30],
  ])('with an interval of %d s and a threshold of %d fails within %d to %d s', async (RequestInterval, FailureThreshold, least, most) => {
    const id = names.watch(ADDRESS, { RequestInterval: RequestInterval as 10, FailureThreshold });
    await names.play(300);
    const downMs = names.cloud.clock.nowMs;

    names.setDown(ADDRESS, true);
    await names.play(300);

    const [[to, seconds] = ['nothing', 0]] = changesSince(downMs, id);
    expect(to).toBe('unhealthy');
    expect(seconds).toBeGreaterThanOrEqual(least);
    expect(seconds).toBeLessThanOrEqual(most);
  });

  it('is healthy until there is enough data, and healthy again when the endpoint is', async () => {
    names.setDown(ADDRESS, true);
    const id = names.watch(ADDRESS);
    const startMs = names.cloud.clock.nowMs;

    await names.play(200);
    names.setDown(ADDRESS, false);
    await names.play(200);

    expect(changesSince(startMs, id).map(([to]) => to)).toEqual(['healthy', 'unhealthy', 'healthy']);
  });

  it('counts its failures on while something else goes on changing', async () => {
    const id = names.watch(ADDRESS);
    await names.play(300);
    const downMs = names.cloud.clock.nowMs;
    names.setDown(ADDRESS, true);

    for (let signs = 0; signs < 24; signs++) {
      names.cloud.signals.emit('node:answers', { instanceId: 'another' });
      await names.play(5);
    }

    expect(changesSince(downMs, id).map(([to]) => to)).toEqual(['unhealthy']);
  });

  it('makes no check and fires no timer while nothing changes', async () => {
    names.watch(ADDRESS);
    await names.play(300);

    expect(names.cloud.clock.nextAtMs()).toBeUndefined();
  });

  it('fails where nothing listens', async () => {
    const id = names.watch('192.0.2.77');

    await names.play(200);

    expect(changesSince(0, id).at(-1)?.[0]).toBe('unhealthy');
    expect(names.call('route53', 'GetHealthCheckStatus', { HealthCheckId: id }).HealthCheckObservations[0].StatusReport.Status).toBe(
      'Failure: connect ETIMEDOUT 192.0.2.77',
    );
  });

  it('gives an answer six seconds and no more', async () => {
    const { network, clock } = names.cloud;
    let delayMs = 10_000;
    network.setName('slow', ['192.0.2.8'], 60);
    network.listenHttp('slow', async () => {
      await clock.sleep(delayMs, 'a slow server');
      return { status: 200, headers: {}, body: '' };
    });
    const id = names.watch('192.0.2.8');
    await names.play(300);
    const slow = changesSince(0, id).at(-1)?.[0];

    delayMs = 1_000;
    names.cloud.signals.emit('node:answers', { instanceId: 'slow' });
    await names.play(300);

    expect([slow, changesSince(0, id).at(-1)?.[0]]).toEqual(['unhealthy', 'healthy']);
  });

  it('looks for a text', async () => {
    const found = names.watch(ADDRESS, { Type: 'HTTP_STR_MATCH', SearchString: ADDRESS });
    const missing = names.watch(ADDRESS, { Type: 'HTTP_STR_MATCH', SearchString: 'something else' });

    await names.play(200);

    expect([found, missing].map((id) => changesSince(0, id).at(-1)?.[0])).toEqual(['healthy', 'unhealthy']);
  });

  it('of checks fails when too few of them are healthy; inverted it says the opposite; disabled nothing', async () => {
    const children = [names.watch(ADDRESS), names.watch(OTHER)];
    const create = (name: string, config: object): string =>
      names.call('route53', 'CreateHealthCheck', {
        CallerReference: name,
        HealthCheckConfig: { Type: 'CALCULATED', ChildHealthChecks: children, ...config },
      }).HealthCheck.Id;
    const both = create('both', { HealthThreshold: 2 });
    const one = create('one', { HealthThreshold: 1 });
    const inverted = create('inverted', { HealthThreshold: 2, Inverted: true });
    const disabled = create('disabled', { HealthThreshold: 2, Disabled: true });

    names.setDown(OTHER, true);
    await names.play(200);

    expect([both, one, inverted, disabled].map((id) => changesSince(0, id).at(-1)?.[0])).toEqual([
      'unhealthy',
      'healthy',
      'healthy',
      'healthy',
    ]);
  });

  it.each<[string, object, RegExp]>([
    ['the TCP kind', { Type: 'TCP' }, /does not have health checks of type TCP/],
    ['an alarm as its source', { Type: 'CLOUDWATCH_METRIC' }, /does not have health checks of type CLOUDWATCH_METRIC/],
    ['an interval of 20 s', { RequestInterval: 20 }, /RequestInterval must be 10 or 30/],
    ['a threshold of 11', { FailureThreshold: 11 }, /FailureThreshold must be from 1 to 10/],
    ['a text that nobody looks for', { SearchString: 'x' }, /SearchString goes with/],
    ['no endpoint', { IPAddress: undefined }, /Either IPAddress or FullyQualifiedDomainName/],
  ])('refuses %s', (_name, config, message) => {
    expect(problem(() => names.watch(ADDRESS, config))).toMatch(message);
  });

  it('tells the SDK what each checker found', async () => {
    const id = names.watch(ADDRESS);
    await names.play(120);

    const { HealthCheckObservations: found } = await new Route53Client(clientOf(names.cloud)).send(
      new GetHealthCheckStatusCommand({ HealthCheckId: id }),
    );

    expect(found).toHaveLength(16);
    expect(new Set(found?.map(({ StatusReport }) => StatusReport?.Status))).toEqual(new Set(['Success: HTTP Status Code 200, OK']));
  });

  it('in a stack is tagged, changed in place where AWS does, and taken away', async () => {
    const provider = names.cloud.provider('AWS::Route53::HealthCheck');
    const config = { Type: 'HTTP', IPAddress: ADDRESS, Port: '80', ResourcePath: '/', RequestInterval: '30', FailureThreshold: '3' };
    const { physicalId } = await make(names.cloud, 'AWS::Route53::HealthCheck', { HealthCheckConfig: config });
    const changed = { HealthCheckConfig: { ...config, FailureThreshold: '5' } };

    const kept = await provider.update?.(physicalId, changed, { HealthCheckConfig: config }, contextOf());
    const faster = { HealthCheckConfig: { ...config, RequestInterval: '10' } };
    const replaced = await provider.update?.(physicalId, faster, changed, contextOf());
    const { ResourceTagSet } = names.call('route53', 'ListTagsForResource', { ResourceType: 'healthcheck', ResourceId: physicalId });
    await provider.delete(physicalId, changed, contextOf());

    expect([kept, replaced]).toEqual([{ attributes: { HealthCheckId: physicalId } }, 'replace']);
    expect(ResourceTagSet.Tags).toEqual([{ Key: 'nines:site', Value: 'myapp' }]);
    expect(problem(() => names.call('route53', 'GetHealthCheck', { HealthCheckId: physicalId }))).toMatch(/does not exist/);
  });
});
