import { describe, expect, it } from 'vitest';
import { exceptionName, spelledMember } from '#twin/integrations/java-names.ts';
import { SDK_SERVICES } from '#twin/integrations/sdk-services.ts';

describe('the names of members', () => {
  it.each([
    ['DBInstanceIdentifier', 'DbInstanceIdentifier'],
    ['VPCZoneIdentifier', 'VpcZoneIdentifier'],
    ['TargetGroupARNs', 'TargetGroupARNs'],
    ['MultiAZ', 'MultiAZ'],
    ['CACertificateIdentifier', 'CaCertificateIdentifier'],
    ['ARN', 'Arn'],
    ['stateMachineArn', 'StateMachineArn'],
    ['S3BucketName', 'S3BucketName'],
  ])('%s is %s', (apiName, expected) => {
    expect(spelledMember(apiName)).toBe(expected);
  });
});

describe('the names of exceptions', () => {
  it.each([
    ['DBInstanceNotFoundFault', 'DbInstanceNotFoundException'],
    ['InvalidDBInstanceStateFault', 'InvalidDbInstanceStateException'],
    ['ConditionalCheckFailedException', 'ConditionalCheckFailedException'],
    ['QueueDoesNotExist', 'QueueDoesNotExistException'],
    ['KMSInvalidStateException', 'KmsInvalidStateException'],
    ['AWSOrganizationsNotInUseException', 'AwsOrganizationsNotInUseException'],
    ['EC2AccessDeniedException', 'Ec2AccessDeniedException'],
  ])('%s is %s', (shape, expected) => {
    expect(exceptionName(shape)).toBe(expected);
  });
});

describe('the services', () => {
  it('are named in small letters after their error prefix', () => {
    const names = SDK_SERVICES.map((row) => row.name);

    expect(names).toContain('elasticloadbalancingv2');
    expect(new Set(names).size).toBe(names.length);
  });
});
