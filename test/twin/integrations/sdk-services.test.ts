import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { SERVICE_NAMES } from '#twin/cloud.ts';
import { serviceClass } from '#twin/integrations/java-names.ts';
import { SDK_SERVICES, sdkService } from '#twin/integrations/sdk-services.ts';
import { CLIENTS } from '#twin/wire/clients.ts';

const require = createRequire(import.meta.url);
/** Their SDK clients are no dependency, so that nobody knows their members. */
const WITHOUT_MODEL = ['apigateway', 'iam'];

type Client = { config: { serviceId: string } };
type ClientClass = new (options: object) => Client;

/** The id that a service's model has, which the names of the SDK for Java 2 are made of. */
function serviceIdOf(packageName: string): string {
  const exported = require(packageName) as Record<string, unknown>;
  const [name] = Object.keys(exported).filter((candidate) => /^[A-Z]\w*Client$/.test(candidate) && candidate !== '__Client');
  const Made = exported[name as string] as ClientClass;
  return new Made({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }).config.serviceId;
}

describe('the services of the integrations', () => {
  it('are all services of the twin whose model is there', () => {
    const named = SDK_SERVICES.map((row) => row.service);

    expect([...named, ...WITHOUT_MODEL].sort()).toEqual([...SERVICE_NAMES].sort());
  });

  it.each(CLIENTS.map((client) => [client.service, client.package] as const))(
    'name %s after the id of its model',
    (service, packageName) => {
      const expected = serviceClass(serviceIdOf(packageName));

      expect(SDK_SERVICES.find((row) => row.service === service)).toMatchObject({ errorPrefix: expected, name: expected.toLowerCase() });
    },
  );

  it.each(['iam', 'apigateway', 'RDS', 'monitoring', 'events', 'stepfunctions'])('refuse %s by name', (name) => {
    expect(() => sdkService(name)).toThrow(`the SDK integration aws-sdk:${name}`);
  });
});
