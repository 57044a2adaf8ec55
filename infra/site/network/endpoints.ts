import { Aws, type CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { pascalCase } from '../../names.ts';
import { idsOf, onlyIf } from './conditions.ts';
import type { Subnets } from './routes.ts';

/** What a web node calls at its boot and for Run Command; domain/layers/network.ts names the same ones. */
const nodeServices = ['ssm', 'ssmmessages', 'ec2messages', 'secretsmanager'] as const;

const serviceName = (service: string): string => Fn.join('.', ['com', 'amazonaws', Aws.REGION, service]);

/** Gateway endpoints cost nothing, and what goes through them is not charged by a NAT gateway. */
export const gatewayEndpoints = (scope: Construct, vpcId: string, routeTableIds: readonly string[]): void => {
  for (const [service, policyDocument] of Object.entries({ s3: readAnywhereWriteAtHome(), dynamodb: onlyAtHome('dynamodb') })) {
    new CfnVPCEndpoint(scope, `${pascalCase(service)}Endpoint`, {
      vpcId,
      serviceName: serviceName(service),
      vpcEndpointType: 'Gateway',
      routeTableIds: [...routeTableIds],
      policyDocument,
    });
  }
};

/** For nodes without a way out: an address of each service in every application subnet, under the service's own name. */
export const interfaceEndpoints = (
  scope: Construct,
  props: {
    vpcId: string;
    subnets: Subnets;
    securityGroupId: string;
    hasApplication: CfnCondition;
    condition: CfnCondition;
    /** Services that only some nodes call, each with when. */
    optional: Readonly<Record<string, CfnCondition>>;
  },
): void => {
  const make = (service: string, condition: CfnCondition): CfnVPCEndpoint =>
    onlyIf(
      condition,
      new CfnVPCEndpoint(scope, `${pascalCase(service)}Endpoint`, {
        vpcId: props.vpcId,
        serviceName: serviceName(service),
        vpcEndpointType: 'Interface',
        privateDnsEnabled: true,
        subnetIds: idsOf(props.subnets.application, props.hasApplication),
        securityGroupIds: [props.securityGroupId],
      }),
    );
  for (const service of nodeServices) make(service, props.condition);
  for (const [service, condition] of Object.entries(props.optional)) make(service, condition);
};

const onlyAtHome = (service: string): PolicyDocument => new PolicyDocument({ statements: [ofThisAccount([`${service}:*`])] });

/** A node that was taken over can carry nothing off into a stranger's bucket; packages and the SSM agent's files are in AWS's own. */
const readAnywhereWriteAtHome = (): PolicyDocument =>
  new PolicyDocument({
    statements: [
      ofThisAccount(['s3:*']),
      new PolicyStatement({ principals: [new AnyPrincipal()], actions: ['s3:GetObject'], resources: ['*'] }),
    ],
  });

const ofThisAccount = (actions: string[]): PolicyStatement =>
  new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions,
    resources: ['*'],
    conditions: { StringEquals: { 'aws:ResourceAccount': Aws.ACCOUNT_ID } },
  });
