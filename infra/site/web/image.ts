import type { Construct } from 'constructs';
import { either, isGiven } from '../network/conditions.ts';
import type { WebParameters } from './parameters.ts';

/**
 * What a node's volume is made of: the golden image that a site names or that a refresh has brought, else Amazon Linux, at the
 * version that is AWS's latest when the stack is made or changed.
 */
export const nodeImage = (scope: Construct, parameters: WebParameters): string => {
  const golden = parameters.text('GoldenImageId', { default: '', allowedPattern: '(ami-[0-9a-f]{8,17})?' });
  const latest = parameters.text('ImageId', {
    type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
    default: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
  });
  return either(isGiven(scope, 'HasGoldenImage', golden), golden, latest);
};
