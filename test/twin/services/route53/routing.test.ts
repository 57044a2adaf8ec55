// Goal: a name leads where its routing policy, its health checks and the asker's place say. Method: records, servers that go down, virtual time.
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Place } from '#twin/network/network.ts';
import { openNames, PARIS, SITE, TOKYO, VIRGINIA, value } from './names-account.ts';

const FIRST = '192.0.2.1';
const SECOND = '192.0.2.2';
const THIRD = '192.0.2.3';

describe('the names of a hosted zone', () => {
  let names: Awaited<ReturnType<typeof openNames>>;
  let checks: Record<string, string>;
  const addressFor = (place: Place) => {
    const answer = names.resolve(SITE, place);
    return typeof answer === 'string' ? answer : answer.addresses[0];
  };
  /** How often each address is answered. */
  const shares = (times: number) => {
    const counts: Record<string, number> = {};
    for (let time = 0; time < times; time++) {
      const address = addressFor(VIRGINIA) ?? 'none';
      counts[address] = (counts[address] ?? 0) + 1;
    }
    return counts;
  };
  const fail = async (...addresses: string[]) => {
    for (const address of addresses) names.setDown(address, true);
    await names.play(180);
  };
  const routed = (routing: Partial<ResourceRecordSet>, address: string): Partial<ResourceRecordSet> => ({
    SetIdentifier: address,
    HealthCheckId: checks[address],
    ...routing,
    ...value(address),
  });

  beforeEach(async () => {
    names = await openNames();
    for (const address of [FIRST, SECOND, THIRD]) names.serve(`server-${address}`, address);
    checks = Object.fromEntries([FIRST, SECOND, THIRD].map((address) => [address, names.watch(address)]));
  });

  it('are answered from the moment at which a change is in sync, not before', async () => {
    const { ChangeInfo } = names.change('CREATE', value(FIRST));

    await names.play(30);
    const early = names.resolve();
    const { ChangeInfo: pending } = names.call('route53', 'GetChange', { Id: ChangeInfo.Id });
    await names.play(31);

    expect([early, pending.Status]).toEqual(['ENOTFOUND', 'PENDING']);
    expect(names.call('route53', 'GetChange', { Id: ChangeInfo.Id }).ChangeInfo.Status).toBe('INSYNC');
    expect(names.resolve()).toEqual({ addresses: [FIRST], ttlSeconds: 60 });
  });

  it('lead a request to the server at their address', async () => {
    await names.publish(value(SECOND));

    const answer = names.cloud.network.request({ method: 'GET', url: `http://${SITE}/`, headers: {}, body: '', from: 'visitor' });

    expect(answer).toMatchObject({ status: 200, body: SECOND });
  });

  it('are kept by an asker for their TTL, whatever has changed meanwhile', async () => {
    await names.publish(value(FIRST));
    const ask = () => names.cloud.network.resolve(SITE, { from: 'visitor' }).addresses;
    const before = ask();

    names.change('UPSERT', { ...value(SECOND), TTL: 300 });
    await names.play(45);
    const within = ask();
    await names.play(20);

    expect([before, within, ask()]).toEqual([[FIRST], [FIRST], [SECOND]]);
  });

  it('that do not exist are remembered as not existing for the time of the SOA record', async () => {
    const ask = () => {
      try {
        return names.cloud.network.resolve(SITE, { from: 'too early' }).addresses;
      } catch (error) {
        return (error as Error).message;
      }
    };
    const early = ask();
    await names.publish(value(FIRST));

    const late = ask();
    await names.play(900);

    expect([early, late, ask()]).toEqual([`getaddrinfo ENOTFOUND ${SITE}`, `getaddrinfo ENOTFOUND ${SITE}`, [FIRST]]);
  });

  it('with a simple policy are answered even where the server is down', async () => {
    await names.publish({ ...value(FIRST), HealthCheckId: checks[FIRST] });

    await fail(FIRST);

    expect(addressFor(VIRGINIA)).toBe(FIRST);
  });

  describe('weighted 20, 30 and 50', () => {
    beforeEach(() => names.publish(routed({ Weight: 20 }, FIRST), routed({ Weight: 30 }, SECOND), routed({ Weight: 50 }, THIRD)));

    it('are answered in these shares', () => {
      const counts = shares(1000);

      expect(counts[FIRST]).toBeGreaterThan(160);
      expect(counts[FIRST]).toBeLessThan(240);
      expect(counts[THIRD]).toBeGreaterThan(450);
      expect(counts[THIRD]).toBeLessThan(550);
    });

    it('leave out who is down', async () => {
      await fail(THIRD);

      expect(Object.keys(shares(200)).sort()).toEqual([FIRST, SECOND]);
    });

    it('take everybody for healthy when nobody is', async () => {
      await fail(FIRST, SECOND, THIRD);

      expect(Object.keys(shares(200)).sort()).toEqual([FIRST, SECOND, THIRD]);
    });
  });

  it('of weight 0 are answered only when nothing that weighs more is healthy', async () => {
    await names.publish(routed({ Weight: 0 }, FIRST), routed({ Weight: 1 }, SECOND));
    const before = shares(100);

    await fail(SECOND);

    expect([before, shares(100)]).toEqual([{ [SECOND]: 100 }, { [FIRST]: 100 }]);
  });

  describe('with failover', () => {
    beforeEach(() => names.publish(routed({ Failover: 'PRIMARY' }, FIRST), routed({ Failover: 'SECONDARY' }, SECOND)));

    it('lead to the primary while it is healthy', () => {
      expect(addressFor(VIRGINIA)).toBe(FIRST);
    });

    it('lead to the secondary while the primary is not, and back', async () => {
      await fail(FIRST);
      const during = addressFor(VIRGINIA);
      names.setDown(FIRST, false);
      await names.play(180);

      expect([during, addressFor(VIRGINIA)]).toEqual([SECOND, FIRST]);
    });

    it('lead to the primary when neither is healthy', async () => {
      await fail(FIRST, SECOND);

      expect(addressFor(VIRGINIA)).toBe(FIRST);
    });
  });

  describe('by latency', () => {
    beforeEach(() =>
      names.publish(
        routed({ Region: 'us-east-1' }, FIRST),
        routed({ Region: 'eu-west-1' }, SECOND),
        routed({ Region: 'ap-northeast-1' }, THIRD),
      ),
    );

    it.each([
      ['Virginia', VIRGINIA, FIRST],
      ['Paris', PARIS, SECOND],
      ['Tokyo', TOKYO, THIRD],
    ])('lead from %s to the region that is nearest', (_name, place, address) => {
      expect(addressFor(place)).toBe(address);
    });

    it('lead to the next one while the nearest is down', async () => {
      await fail(SECOND);

      expect(addressFor(PARIS)).toBe(FIRST);
    });
  });

  describe('by location', () => {
    const everywhere = [
      { GeoLocation: { CountryCode: 'US', SubdivisionCode: 'VA' } },
      { GeoLocation: { ContinentCode: 'NA' } },
      { GeoLocation: { CountryCode: '*' } },
    ];
    it('lead to the smallest place that holds the asker', async () => {
      await names.publish(...[FIRST, SECOND, THIRD].map((address, index) => routed(everywhere[index] ?? {}, address)));
      const ohio: Place = { ...VIRGINIA, subdivision: 'OH' };

      expect([VIRGINIA, ohio, PARIS].map(addressFor)).toEqual([FIRST, SECOND, THIRD]);
    });

    it('lead to the next larger place while the smallest is down', async () => {
      await names.publish(...[FIRST, SECOND, THIRD].map((address, index) => routed(everywhere[index] ?? {}, address)));

      await fail(FIRST, SECOND);

      expect(addressFor(VIRGINIA)).toBe(THIRD);
    });

    it('are no names for places that nobody names, without a default', async () => {
      await names.publish(routed({ GeoLocation: { CountryCode: 'FR' } }, FIRST));

      expect([PARIS, TOKYO].map(addressFor)).toEqual([FIRST, 'ENOTFOUND']);
    });
  });

  describe('by distance', () => {
    const newYork: Place = { continent: 'NA', country: 'US', subdivision: 'NY', latitude: 40.7, longitude: -74 };
    const between = (bias: number) => [
      routed({ GeoProximityLocation: { AWSRegion: 'us-east-1' } }, FIRST),
      routed({ GeoProximityLocation: { Coordinates: { Latitude: '48.9', Longitude: '2.4' }, Bias: bias } }, SECOND),
    ];
    it.each([
      ['without a bias', 0, FIRST],
      ['with a bias that halves the distance', 50, FIRST],
      ['with a bias that shortens it below the other', 95, SECOND],
    ])('lead from New York %s to where it is shorter', async (_name, bias, address) => {
      await names.publish(...between(bias));

      expect(addressFor(newYork)).toBe(address);
    });

    it('lead elsewhere while a negative bias stretches the distance', async () => {
      await names.publish(
        routed({ GeoProximityLocation: { AWSRegion: 'us-east-1', Bias: -99 } }, FIRST),
        routed({ GeoProximityLocation: { AWSRegion: 'us-east-2' } }, SECOND),
      );

      expect(addressFor(newYork)).toBe(SECOND);
    });
  });

  it('with many values are answered with the healthy ones, at most eight', async () => {
    const many = Array.from({ length: 10 }, (_, index) => `198.51.100.${index}`);
    await names.publish(
      ...[FIRST, SECOND].map((address) => routed({ MultiValueAnswer: true }, address)),
      ...many.map((address) => ({ SetIdentifier: address, MultiValueAnswer: true, ...value(address) })),
    );

    await fail(FIRST);
    const answer = names.resolve();

    expect(answer).toMatchObject({ ttlSeconds: 60 });
    const addresses = typeof answer === 'string' ? [] : answer.addresses;
    expect(addresses).toHaveLength(8);
    expect(addresses).not.toContain(FIRST);
  });

  it('follow a CNAME into the network and a wildcard stands for what has no record', async () => {
    await names.publish(
      { Name: 'old.example.org', Type: 'CNAME', ...value(`server-${THIRD}.`) },
      { Name: '*.example.org', ...value(FIRST) },
    );

    expect([names.resolve('old.example.org'), names.resolve('anything.example.org')]).toEqual([
      { addresses: [THIRD], ttlSeconds: 60 },
      { addresses: [FIRST], ttlSeconds: 60 },
    ]);
  });
});
