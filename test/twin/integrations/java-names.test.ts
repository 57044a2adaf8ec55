import { describe, expect, it } from 'vitest';
import { exceptionName, serviceClass, spelledMember } from '#twin/integrations/java-names.ts';

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
    ['IOPS', 'Iops'],
    ['BOOL', 'Bool'],
    ['SS', 'Ss'],
    ['MD5OfBody', 'Md5OfBody'],
    ['x509', 'X509'],
    ['Return', 'ReturnValue'],
    ['default', 'DefaultValue'],
    ['Equals', 'EqualsValue'],
    ['Public', 'PublicValue'],
  ])('%s is %s', (apiName, expected) => {
    expect(spelledMember(apiName)).toBe(expected);
  });

  it.each([
    ['AttributeValue', 'NULL', 'Nul'],
    ['Image', 'Public', 'PublicLaunchPermissions'],
    ['FpgaImage', 'Public', 'IsPublic'],
  ])('of %s: %s is %s, as its service has it', (structure, apiName, expected) => {
    expect(spelledMember(apiName, structure)).toBe(expected);
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
    ['BucketAlreadyExists', 'BucketAlreadyExistsException'],
    ['DBClusterRoleQuotaExceededFault', 'DbClusterRoleQuotaExceededException'],
    ['Throttling.User', 'ThrottlingUserException'],
  ])('%s is %s', (shape, expected) => {
    expect(exceptionName(shape)).toBe(expected);
  });
});

describe('the names of services', () => {
  it.each([
    ['Elastic Load Balancing v2', 'ElasticLoadBalancingV2'],
    ['Resource Groups Tagging API', 'ResourceGroupsTaggingApi'],
    ['DynamoDB', 'DynamoDb'],
    ['Config Service', 'Config'],
  ])('%s is %s', (serviceId, expected) => {
    expect(serviceClass(serviceId)).toBe(expected);
  });
});
