import type { ChangeAction, HealthCheckConfig, ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { HttpResponse, Place } from '#twin/network/network.ts';
import { createAcm } from '#twin/services/acm/index.ts';
import { createRoute53 } from '#twin/services/route53/index.ts';
import { openAccount } from '../account.ts';

export const ZONE = 'example.org';
export const SITE = `www.${ZONE}`;
export const VIRGINIA: Place = { continent: 'NA', country: 'US', subdivision: 'VA', latitude: 38.9, longitude: -77.4 };
export const PARIS: Place = { continent: 'EU', country: 'FR', latitude: 48.9, longitude: 2.4 };
export const TOKYO: Place = { continent: 'AS', country: 'JP', latitude: 35.7, longitude: 139.7 };

/** An account with one hosted zone, and web servers at addresses of which some may be down. */
export async function openNames() {
  const account = openAccount([createAcm, createRoute53]);
  const { cloud } = account;
  const { HostedZone } = account.call('route53', 'CreateHostedZone', { Name: ZONE, CallerReference: 'first' });
  const zoneId: string = HostedZone.Id.slice('/hostedzone/'.length);
  await account.play(60);
  const down = new Set<string>();
  let lookups = 0;
  const change = (Action: ChangeAction, ...records: Partial<ResourceRecordSet>[]) =>
    account.call('route53', 'ChangeResourceRecordSets', {
      HostedZoneId: zoneId,
      ChangeBatch: {
        Changes: records.map((record) => ({ Action, ResourceRecordSet: { Name: SITE, Type: 'A', TTL: 60, ...record } })),
      },
    });
  return {
    ...account,
    zoneId,
    change,
    /** Makes records and waits until the name servers have them. */
    publish: async (...records: Partial<ResourceRecordSet>[]) => {
      change('CREATE', ...records);
      await account.play(61);
    },
    /** A web server that answers its own address, at a name of the network. */
    serve: (name: string, address: string) => {
      cloud.network.setName(name, [address], 60);
      cloud.network.listenHttp(name, (): HttpResponse => ({ status: down.has(address) ? 503 : 200, headers: {}, body: address }));
    },
    /** Ends or begins a server's service, and says so as a node does. */
    setDown: (address: string, isDown: boolean) => {
      if (isDown) down.add(address);
      else down.delete(address);
      cloud.signals.emit('node:answers', { instanceId: address });
    },
    /** Health checks are named by who asks for them, twice a name is refused. */
    watch: (IPAddress: string, more: Partial<HealthCheckConfig> = {}): string =>
      account.call('route53', 'CreateHealthCheck', {
        CallerReference: `check of ${IPAddress} ${JSON.stringify(more)}`,
        HealthCheckConfig: { Type: 'HTTP', IPAddress, Port: 80, ResourcePath: '/healthy.html', ...more },
      }).HealthCheck.Id,
    /** What a resolver that remembers nothing is told. */
    resolve: (name = SITE, place: Place = VIRGINIA) => {
      try {
        return cloud.network.resolve(name, { from: `stranger ${++lookups}`, place });
      } catch (error) {
        return (error as { code: string }).code;
      }
    },
  };
}

/** The one value of a record, as a template or a call has it. */
export const value = (address: string): Pick<ResourceRecordSet, 'ResourceRecords'> => ({ ResourceRecords: [{ Value: address }] });
