import { Aws, type CfnCondition, type CfnResource, Validations } from 'aws-cdk-lib';
import { CfnInstance } from 'aws-cdk-lib/aws-ec2';
import { CfnInstanceProfile, CfnRole, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { nodeBoundaryName, nodePolicyName } from '../../names.ts';
import { onlyIf } from './conditions.ts';

const policyArn = (name: string): string => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:policy/${name}`;

export type BastionProps = {
  imageId: string;
  subnetId: string;
  securityGroupId: string;
  name: string;
  after: CfnResource;
  condition: CfnCondition;
};

/**
 * The smallest instance, in the first public subnet: Session Manager reaches it from anywhere, port 22 from one block. It has no
 * key pair: EC2 Instance Connect, which Amazon Linux 2023 brings, lends a key for a minute to whom IAM lets.
 */
export const bastion = (scope: Construct, props: BastionProps): CfnInstance => {
  const role = new CfnRole(scope, 'BastionRole', {
    assumeRolePolicyDocument: new PolicyDocument({
      statements: [new PolicyStatement({ principals: [new ServicePrincipal('ec2.amazonaws.com')], actions: ['sts:AssumeRole'] })],
    }),
    managedPolicyArns: [policyArn(nodePolicyName)],
    permissionsBoundary: policyArn(nodeBoundaryName),
  });
  const profile = new CfnInstanceProfile(scope, 'BastionProfile', { roles: [role.ref] });
  const instance = new CfnInstance(scope, 'Bastion', {
    imageId: props.imageId,
    instanceType: 't3.nano',
    iamInstanceProfile: profile.ref,
    metadataOptions: { httpTokens: 'required', httpEndpoint: 'enabled', httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { encrypted: true, volumeType: 'gp3', deleteOnTermination: true } }],
    networkInterfaces: [
      {
        deviceIndex: '0',
        subnetId: props.subnetId,
        groupSet: [props.securityGroupId],
        associatePublicIpAddress: true,
        deleteOnTermination: true,
      },
    ],
    propagateTagsToVolumeOnCreation: true,
    tags: [{ key: 'Name', value: props.name }],
  });
  // Its public address holds the internet gateway as long as it runs.
  instance.addResourceDependency(props.after);
  Validations.of(instance).acknowledge(
    { id: 'AwsSolutions::AwsSolutions-EC28', reason: 'It does no work that a metric of a minute would show' },
    { id: 'AwsSolutions::AwsSolutions-EC29', reason: 'It keeps nothing, and teardown has to be able to take it' },
  );
  for (const resource of [role, profile, instance]) onlyIf(props.condition, resource);
  return instance;
};
