import type { Cloud, Properties, ResourceProvider } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { type AuthorizationType, type HttpApi, parseRouteKey, type Route } from './api.ts';
import type { Gateway } from './gateway.ts';

const API_ID_LENGTH = 10;
const PART_ID_LENGTH = 7;
const ID_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

export type ApiStore = Map<string, HttpApi>;

/** AWS::ApiGatewayV2::Api: it answers under its host name as soon as it has a stage. */
export function apiProvider(cloud: Cloud, random: Random, apis: ApiStore, gateway: Gateway): ResourceProvider {
  return {
    type: 'AWS::ApiGatewayV2::Api',
    create: (properties, context) => {
      if (properties.ProtocolType !== 'HTTP') throw new NotInTwinError(`the protocol ${properties.ProtocolType} of AWS::ApiGatewayV2::Api`);
      if (properties.DisableExecuteApiEndpoint === true)
        throw new NotInTwinError('the property AWS::ApiGatewayV2::Api.DisableExecuteApiEndpoint');
      const id = newId(random, API_ID_LENGTH);
      const host = `${id}.execute-api.${cloud.region}.amazonaws.com`;
      const api: HttpApi = {
        id,
        host,
        name: String(properties.Name),
        createdMs: cloud.clock.nowMs,
        tags: { ...context.tags },
        stages: new Set(),
        routes: new Map(),
        integrations: new Map(),
      };
      apis.set(id, api);
      cloud.network.listenHttp(host, (request) => gateway.handle(api, request));
      return { physicalId: id, attributes: { ApiId: id, ApiEndpoint: `https://${host}` } };
    },
    update: (physicalId, properties, previous, context) => {
      if (properties.ProtocolType !== previous.ProtocolType) return 'replace';
      Object.assign(requireApi(apis, physicalId), { name: String(properties.Name), tags: { ...context.tags } });
      return {};
    },
    delete: (physicalId) => {
      cloud.network.close(requireApi(apis, physicalId).host);
      apis.delete(physicalId);
    },
  };
}

/** AWS::ApiGatewayV2::Stage; Ref is its name. */
export function stageProvider(apis: ApiStore): ResourceProvider {
  return {
    type: 'AWS::ApiGatewayV2::Stage',
    create: (properties) => {
      const name = String(properties.StageName);
      // Routes are looked up live, which is what automatic deployment amounts to.
      if (properties.AutoDeploy !== true) throw new NotInTwinError('an AWS::ApiGatewayV2::Stage without AutoDeploy');
      const { stages } = requireApi(apis, properties.ApiId);
      if (stages.has(name)) throw new AwsError('ConflictException', `Stage already exists`, { statusCode: 409 });
      stages.add(name);
      return { physicalId: name };
    },
    update: (_physicalId, properties, previous) =>
      properties.StageName === previous.StageName && properties.ApiId === previous.ApiId ? {} : 'replace',
    delete: (physicalId, properties) => {
      apis.get(properties.ApiId)?.stages.delete(physicalId);
    },
  };
}

/** AWS::ApiGatewayV2::Integration: a Lambda function behind payload format 2.0. */
export function integrationProvider(random: Random, apis: ApiStore): ResourceProvider {
  const uriOf = (properties: Properties): string => {
    if (properties.IntegrationType !== 'AWS_PROXY') throw new NotInTwinError(`the integration type ${properties.IntegrationType}`);
    if (properties.PayloadFormatVersion !== '2.0') throw new NotInTwinError(`the payload format ${properties.PayloadFormatVersion}`);
    return String(properties.IntegrationUri);
  };
  return {
    type: 'AWS::ApiGatewayV2::Integration',
    create: (properties) => {
      const id = newId(random, PART_ID_LENGTH);
      requireApi(apis, properties.ApiId).integrations.set(id, { id, uri: uriOf(properties) });
      return { physicalId: id, attributes: { IntegrationId: id } };
    },
    update: (physicalId, properties, previous) => {
      if (properties.ApiId !== previous.ApiId) return 'replace';
      requireApi(apis, properties.ApiId).integrations.set(physicalId, { id: physicalId, uri: uriOf(properties) });
      return {};
    },
    delete: (physicalId, properties) => {
      apis.get(properties.ApiId)?.integrations.delete(physicalId);
    },
  };
}

/** AWS::ApiGatewayV2::Route: open, or signed with an access key. */
export function routeProvider(random: Random, apis: ApiStore): ResourceProvider {
  const routeOf = (id: string, properties: Properties): Route => {
    const authorization = (properties.AuthorizationType ?? 'NONE') as AuthorizationType;
    if (authorization !== 'NONE' && authorization !== 'AWS_IAM') throw new NotInTwinError(`the authorization type ${authorization}`);
    const integrationId = String(properties.Target ?? '').replace(/^integrations\//, '');
    return { id, ...parseRouteKey(String(properties.RouteKey)), integrationId, authorization };
  };
  return {
    type: 'AWS::ApiGatewayV2::Route',
    create: (properties) => {
      const id = newId(random, PART_ID_LENGTH);
      const { routes } = requireApi(apis, properties.ApiId);
      const route = routeOf(id, properties);
      if ([...routes.values()].some((other) => other.key === route.key)) {
        throw new AwsError('ConflictException', `Route with key ${route.key} already exists for this API`, { statusCode: 409 });
      }
      routes.set(id, route);
      return { physicalId: id, attributes: { RouteId: id } };
    },
    update: (physicalId, properties, previous) => {
      if (properties.ApiId !== previous.ApiId) return 'replace';
      requireApi(apis, properties.ApiId).routes.set(physicalId, routeOf(physicalId, properties));
      return {};
    },
    delete: (physicalId, properties) => {
      apis.get(properties.ApiId)?.routes.delete(physicalId);
    },
  };
}

function requireApi(apis: ApiStore, id: string): HttpApi {
  const api = apis.get(id);
  if (!api) throw new AwsError('NotFoundException', `Invalid API identifier specified ${id}`, { statusCode: 404 });
  return api;
}

const newId = (random: Random, length: number): string =>
  Array.from({ length }, () => ID_LETTERS[random.integer(ID_LETTERS.length)]).join('');
