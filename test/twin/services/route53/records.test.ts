// Goal: zones keep what AWS would keep and refuse what it would. Method: batches of changes by the API.
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { beforeEach, describe, expect, it } from 'vitest';
import { contextOf, make, played } from '../resources.ts';
import { clientOf } from '../sdk.ts';
import { openNames, SITE, value, ZONE } from './names-account.ts';

const ADDRESS = '192.0.2.1';
const BALANCER = 'web-1.us-east-1.elb.amazonaws.com';
const DISTRIBUTION = 'd111.cloudfront.net';
const alias = (DNSName: string, HostedZoneId: string, EvaluateTargetHealth = false) => ({
  TTL: undefined,
  AliasTarget: { DNSName, HostedZoneId, EvaluateTargetHealth },
});

describe('a hosted zone', () => {
  let names: Awaited<ReturnType<typeof openNames>>;
  const recordsOf = (): [string, string][] =>
    names
      .call('route53', 'ListResourceRecordSets', { HostedZoneId: names.zoneId })
      .ResourceRecordSets.map(({ Name, Type }: { Name: string; Type: string }) => [Name, Type]);
  const problem = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      return `${(error as { shape: string }).shape}: ${(error as Error).message}`;
    }
    return 'no problem';
  };
  beforeEach(async () => {
    names = await openNames();
  });

  it('begins with its name servers and its SOA record', () => {
    expect(recordsOf()).toEqual([
      [`${ZONE}.`, 'NS'],
      [`${ZONE}.`, 'SOA'],
    ]);
  });

  it.each<[string, object, RegExp]>([
    [
      'a name of another zone',
      { Name: 'www.example.com', ...value(ADDRESS) },
      /RRSet with DNS name www.example.com. is not permitted in zone/,
    ],
    ['a record without a TTL', { ...value(ADDRESS), TTL: undefined }, /a TTL for/],
    ['a record without a value', {}, /exactly one of \[AliasTarget, ResourceRecords\]/],
    ['an alias with a TTL', { ...alias(BALANCER, 'Z35SXDOTRQ7X7K'), TTL: 60 }, /no TTL with an AliasTarget/],
    ['a weight without an identifier', { ...value(ADDRESS), Weight: 1 }, /SetIdentifier with a routing policy/],
    ['an identifier without a policy', { ...value(ADDRESS), SetIdentifier: 'one' }, /SetIdentifier with a routing policy/],
    ['a weight of 256', { ...value(ADDRESS), SetIdentifier: 'one', Weight: 256 }, /a Weight from 0 to 255/],
    ['an alias of a distribution in a wrong zone', alias(DISTRIBUTION, 'Z35SXDOTRQ7X7K'), /does not lie within the target zone/],
    ['the health of a distribution', alias(DISTRIBUTION, 'Z2FDTNDATAQYW2', true), /EvaluateTargetHealth cannot be true/],
  ])('refuses %s', (_name, record, message) => {
    expect(problem(() => names.change('CREATE', record))).toMatch(message);
  });

  it('does nothing of a batch with one problem, and tells all problems', () => {
    const act = () =>
      names.change('CREATE', value(ADDRESS), { Name: 'a.example.com', ...value(ADDRESS) }, { Name: 'b.example.com', ...value(ADDRESS) });

    expect(problem(act)).toMatch(/InvalidChangeBatch: .*a\.example\.com.*b\.example\.com/);
    expect(recordsOf()).toHaveLength(2);
  });

  it.each<[string, object[], RegExp]>([
    ['the same record twice', [value(ADDRESS), value(ADDRESS)], /it already exists/],
    [
      'two primaries',
      ['one', 'two'].map((SetIdentifier) => ({ SetIdentifier, Failover: 'PRIMARY', ...value(ADDRESS) })),
      /failover PRIMARY already exists/,
    ],
    [
      'two policies of one name',
      [
        { SetIdentifier: 'one', Weight: 1, ...value(ADDRESS) },
        { SetIdentifier: 'two', Failover: 'PRIMARY', ...value(ADDRESS) },
      ],
      /another routing policy/,
    ],
    ['a CNAME beside an address', [value(ADDRESS), { Type: 'CNAME', ...value('elsewhere.example.net') }], /conflicts with other records/],
  ])('refuses %s', (_name, records, message) => {
    expect(problem(() => names.change('CREATE', ...records))).toMatch(message);
  });

  it('deletes a record only by its values', () => {
    names.change('CREATE', value(ADDRESS));

    expect(problem(() => names.change('DELETE', value('192.0.2.9')))).toMatch(/values provided do not match/);
    expect(problem(() => names.change('DELETE', { Name: 'none.example.org', ...value(ADDRESS) }))).toMatch(/was not found/);
    expect(problem(() => names.change('DELETE', value(ADDRESS)))).toBe('no problem');
  });

  it('is not deleted while it has records of its own', () => {
    names.change('CREATE', value(ADDRESS));

    expect(problem(() => names.call('route53', 'DeleteHostedZone', { Id: names.zoneId }))).toMatch(/HostedZoneNotEmpty/);
  });

  it('is found by its name, whatever stands behind it in the alphabet', () => {
    names.call('route53', 'CreateHostedZone', { Name: 'aaa.net', CallerReference: 'second' });

    const { HostedZones } = names.call('route53', 'ListHostedZonesByName', { DNSName: ZONE });

    expect(HostedZones[0].Id).toBe(`/hostedzone/${names.zoneId}`);
    expect(problem(() => names.call('route53', 'GetHostedZone', { Id: 'Z999' }))).toMatch(/NoSuchHostedZone/);
  });

  it('refuses private zones and traffic policies by name', () => {
    const makePrivate = () =>
      names.call('route53', 'CreateHostedZone', { Name: 'a.net', CallerReference: 'x', HostedZoneConfig: { PrivateZone: true } });

    expect(makePrivate).toThrow('the twin does not have private hosted zones');
    expect(() => names.change('CREATE', { ...value(ADDRESS), TrafficPolicyInstanceId: 'tp' })).toThrow('with TrafficPolicyInstanceId');
  });

  describe('in a stack', () => {
    const properties = { HostedZoneId: '', Name: SITE, Type: 'A', TTL: '60', ResourceRecords: [ADDRESS] };
    beforeEach(() => {
      properties.HostedZoneId = names.zoneId;
    });

    it('has a record when its change is in sync', async () => {
      const startMs = names.cloud.clock.nowMs;

      const made = await make(names.cloud, 'AWS::Route53::RecordSet', properties);

      expect(made.physicalId).toBe(SITE);
      expect((names.cloud.clock.nowMs - startMs) / 1000).toBeGreaterThanOrEqual(37);
      expect(names.resolve()).toEqual({ addresses: [ADDRESS], ttlSeconds: 60 });
    });

    it('changes a record in place, replaces it under another name, and takes it away', async () => {
      const provider = names.cloud.provider('AWS::Route53::RecordSet');
      await make(names.cloud, 'AWS::Route53::RecordSet', properties);
      const changed = { ...properties, ResourceRecords: ['192.0.2.2'] };

      await played(names.cloud, Promise.resolve(provider.update?.(SITE, changed, properties, contextOf())));
      const during = names.resolve();
      const renamed = await provider.update?.(SITE, { ...changed, Name: 'shop.example.org' }, changed, contextOf());
      await played(names.cloud, Promise.resolve(provider.delete(SITE, changed, contextOf())));

      expect([during, renamed, names.resolve()]).toEqual([{ addresses: ['192.0.2.2'], ttlSeconds: 60 }, 'replace', 'ENOTFOUND']);
    });
  });

  it('takes another routing policy for a name in one batch', async () => {
    const provider = names.cloud.provider('AWS::Route53::RecordSet');
    const simple = { HostedZoneId: names.zoneId, Name: SITE, Type: 'A', TTL: '60', ResourceRecords: [ADDRESS] };
    await make(names.cloud, 'AWS::Route53::RecordSet', simple);
    const primary = { ...simple, SetIdentifier: 'Own', Failover: 'PRIMARY' };

    await played(names.cloud, Promise.resolve(provider.update?.(SITE, primary, simple, contextOf())));

    expect(names.resolve()).toEqual({ addresses: [ADDRESS], ttlSeconds: 60 });
  });

  it('speaks with the SDK of the browser and of Lambda', async () => {
    const client = new Route53Client(clientOf(names.cloud));

    const { ChangeInfo } = await client.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: `/hostedzone/${names.zoneId}`,
        ChangeBatch: { Changes: [{ Action: 'CREATE', ResourceRecordSet: { Name: SITE, Type: 'A', TTL: 30, ...value(ADDRESS) } }] },
      }),
    );
    const { ResourceRecordSets } = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: names.zoneId }));
    const pending = await client.send(new GetChangeCommand({ Id: ChangeInfo?.Id }));
    const twice = client.send(new CreateHostedZoneCommand({ Name: ZONE, CallerReference: 'first' }));

    expect(ResourceRecordSets?.at(-1)).toEqual({ Name: `${SITE}.`, Type: 'A', TTL: 30, ...value(ADDRESS) });
    expect(pending.ChangeInfo?.Status).toBe('PENDING');
    await expect(twice).rejects.toMatchObject({ name: 'HostedZoneAlreadyExists' });
  });
});
