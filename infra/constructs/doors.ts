import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpNoneAuthorizer, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { apiThrottle, logRetention } from '../limits.ts';
import { baseName, namePrefix, physicalName } from '../names.ts';
import type { RouteRow } from '../rows.ts';
import { tagPart } from './tag-part.ts';

/** One line a request: who asked for what, and what came of it. No header and no body, which carry signatures. */
const accessLogFormat = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  sourceIp: '$context.identity.sourceIp',
  caller: '$context.identity.userArn',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
});

/** The HTTP API: IAM-signed routes for people and programs, and the chat's webhook, whose handler checks the signature. */
export class Doors extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: { routes: readonly RouteRow[]; functions: ReadonlyMap<string, LambdaFunction> }) {
    super(scope, id);
    const api = new HttpApi(this, 'Api', { apiName: namePrefix, description: 'The doors of Nines', createDefaultStage: false });
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/vendedlogs/${physicalName('api')}`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: apiThrottle,
      accessLogSettings: { destination: new LogGroupLogDestination(accessLogs), format: AccessLogFormat.custom(accessLogFormat) },
    });
    const integrations = new Map<string, HttpLambdaIntegration>();
    for (const route of props.routes) {
      const name = baseName(route.function);
      const fn = props.functions.get(name);
      // The tables were checked before; this only narrows the type.
      if (fn === undefined) throw new Error(`route ${route.method} ${route.path}: no function ${name}`);
      const integration = integrations.get(name) ?? new HttpLambdaIntegration(name, fn);
      integrations.set(name, integration);
      const added = api.addRoutes({
        path: route.path,
        methods: [HttpMethod[route.method]],
        integration,
        authorizer: route.auth === 'iam' ? new HttpIamAuthorizer() : new HttpNoneAuthorizer(),
      });
      if (route.auth === 'none') for (const one of added) acknowledgeOwnCheck(one);
    }
    this.url = stage.url;
    tagPart(this, 'doors');
  }
}

const acknowledgeOwnCheck = (route: Construct): void =>
  Validations.of(route).acknowledge({
    id: 'AwsSolutions::AwsSolutions-APIG4',
    reason: 'Slack signs its requests and knows no SigV4: the handler checks the signature and its age before anything else',
  });
