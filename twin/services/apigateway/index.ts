import type { Cloud, ServiceModule } from '../../cloud.ts';
import { type FindKey, Gateway } from './gateway.ts';
import { type ApiStore, apiProvider, integrationProvider, routeProvider, stageProvider } from './providers.ts';

export { type SigningKey, signRequest } from './signature.ts';

/** API Gateway: HTTP APIs (version 2) in front of functions. `findKey` is IAM's, for routes that want a signature. */
export function createApiGateway(cloud: Cloud, options: { findKey: FindKey }): ServiceModule {
  const random = cloud.random.split('apigateway');
  const apis: ApiStore = new Map();
  const gateway = new Gateway(cloud, random, options.findKey);
  return {
    name: 'apigateway',
    operations: {
      GetApis: () => ({
        Items: [...apis.values()].map((api) => ({
          ApiId: api.id,
          Name: api.name,
          ProtocolType: 'HTTP',
          ApiEndpoint: `https://${api.host}`,
          CreatedDate: new Date(api.createdMs),
        })),
      }),
    },
    providers: [
      apiProvider(cloud, random, apis, gateway),
      stageProvider(apis),
      integrationProvider(random, apis),
      routeProvider(random, apis),
    ],
    // An HTTP API is paid by its requests; one that rests costs nothing.
    taggedResources: () =>
      [...apis.values()].map((api) => ({ arn: `arn:aws:apigateway:${cloud.region}::/apis/${api.id}`, tags: api.tags, billable: false })),
  };
}
