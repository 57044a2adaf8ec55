import { Fn } from 'aws-cdk-lib';
import { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

/** What a node is launched with. */
export type NodeTemplateProps = {
  imageId: string;
  instanceType: string;
  securityGroupId: string;
  instanceProfileArn: string;
  bootstrapScript: string;
  environment: Readonly<Record<string, string>>;
};

/** The launch template: IMDSv2 only, detailed monitoring, an encrypted root volume and the bootstrap script. */
export const nodeTemplate = (scope: Construct, props: NodeTemplateProps, id = 'LaunchTemplate'): CfnLaunchTemplate =>
  new CfnLaunchTemplate(scope, id, {
    launchTemplateData: {
      imageId: props.imageId,
      instanceType: props.instanceType,
      iamInstanceProfile: { arn: props.instanceProfileArn },
      securityGroupIds: [props.securityGroupId],
      metadataOptions: { httpTokens: 'required', httpEndpoint: 'enabled', httpPutResponseHopLimit: 1 },
      // Target tracking asks for metrics of a minute (facts A24, C7).
      monitoring: { enabled: true },
      blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { encrypted: true, volumeType: 'gp3', deleteOnTermination: true } }],
      userData: userData(props.environment, props.bootstrapScript),
    },
  });

/** Only the export lines go through Fn::Sub: the script keeps its own `${…}`. */
const userData = (environment: Readonly<Record<string, string>>, bootstrapScript: string): string => {
  const exports = Object.keys(environment).map((name) => `export ${name}='\${${name}}'\n`);
  return Fn.base64(Fn.join('', [Fn.sub(`#!/bin/bash\n${exports.join('')}`, { ...environment }), bootstrapScript]));
};
