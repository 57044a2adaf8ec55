import { Readable } from 'node:stream';
import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { Cloud } from '#twin/cloud.ts';
import { AwsError } from '#twin/errors.ts';
import { answer } from '#twin/wire/door.ts';
import { account, makeFunction } from '../fixtures/account.ts';
import { sourceFolder } from '../fixtures/bundle.ts';
import { make, played } from '../services/resources.ts';
import { clientOf } from '../services/sdk.ts';

const newCloud = (): Cloud => account(sourceFolder({ echo: `exports.handler = async (event) => ({ got: event });` })).cloud;

const signed = (cloud: Cloud, service: string, region = 'us-east-1') => {
  const { accessKeyId } = cloud.credentials.issue({ kind: 'user', arn: 'arn:aws:iam::123456789012:user/raw' });
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20180209/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  };
};
const raw = (headers: Record<string, string>, body: string) => ({
  method: 'POST',
  host: 'any.us-east-1.amazonaws.com',
  target: '/',
  headers,
  body: Buffer.from(body),
});

describe('the wire answers', () => {
  it('who signed the request', async () => {
    const cloud = newCloud();
    const sts = new STSClient(clientOf(cloud, { kind: 'role', arn: 'arn:aws:sts::123456789012:assumed-role/a/b', sessionName: 'b' }));

    const { Arn, Account } = await sts.send(new GetCallerIdentityCommand({}));

    expect([Arn, Account]).toEqual(['arn:aws:sts::123456789012:assumed-role/a/b', '123456789012']);
  });

  it('an object as it was streamed, in both styles of address', async () => {
    const cloud = newCloud();
    const s3 = new S3Client(clientOf(cloud));
    const pathStyle = new S3Client({ ...clientOf(cloud), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'evidence' }));

    await s3.send(
      new PutObjectCommand({
        Bucket: 'evidence',
        Key: 'a b/ü.txt',
        Body: Readable.from([Buffer.from('streamed '), Buffer.from('twice')]),
        ContentLength: 14,
        Metadata: { Run: '7' },
      }),
    );
    const { Body, Metadata } = await pathStyle.send(new GetObjectCommand({ Bucket: 'evidence', Key: 'a b/ü.txt' }));

    expect(await Body?.transformToString()).toBe('streamed twice');
    expect(Metadata).toEqual({ run: '7' });
  });

  it('an invocation, after the virtual time it takes', async () => {
    const cloud = newCloud();
    await makeFunction(cloud, 'echo');
    const lambda = new LambdaClient(clientOf(cloud));

    const { Payload, StatusCode } = await played(cloud, lambda.send(new InvokeCommand({ FunctionName: 'echo', Payload: '{"x":1}' })));

    expect([StatusCode, Buffer.from(Payload ?? []).toString()]).toEqual([200, '{"got":{"x":1}}']);
    expect(cloud.clock.nowMs).toBeGreaterThan(Date.parse('2018-02-09T12:00:00Z'));
  });
});

describe('an error on the wire has the code of its protocol', () => {
  it.each([
    [
      'awsQuery',
      (cloud: Cloud) =>
        new SNSClient(clientOf(cloud)).send(new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:123456789012:absent', Message: 'm' })),
      'NotFoundException',
      404,
    ],
    [
      'awsJson with the old query code',
      (cloud: Cloud) =>
        new SQSClient(clientOf(cloud)).send(
          new SendMessageCommand({ QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/absent', MessageBody: 'm' }),
        ),
      'QueueDoesNotExist',
      400,
    ],
    [
      'restJson',
      (cloud: Cloud) => new LambdaClient(clientOf(cloud)).send(new InvokeCommand({ FunctionName: 'absent' })),
      'ResourceNotFoundException',
      404,
    ],
    [
      'restXml',
      (cloud: Cloud) => new S3Client(clientOf(cloud)).send(new GetObjectCommand({ Bucket: 'absent', Key: 'k' })),
      'NoSuchBucket',
      404,
    ],
    [
      'restXml without a body',
      (cloud: Cloud) => new S3Client(clientOf(cloud)).send(new HeadObjectCommand({ Bucket: 'absent', Key: 'k' })),
      'NotFound',
      404,
    ],
    [
      'ec2Query',
      (cloud: Cloud) => new EC2Client(clientOf(cloud)).send(new DescribeInstancesCommand({ InstanceIds: ['i-1'] })),
      'InvalidInstanceID.NotFound',
      400,
    ],
  ])('%s', async (_protocol, send, name, status) => {
    const cloud = newCloud();
    cloud.add({
      name: 'ec2',
      operations: {
        DescribeInstances: () => {
          throw new AwsError('InvalidInstanceID.NotFound', "The instance ID 'i-1' does not exist");
        },
      },
    });

    const error = await send(cloud).catch((caught: Error) => caught);

    expect(error).toMatchObject({ name, $metadata: { httpStatusCode: status } });
  });

  it('and the members of its shape', async () => {
    const cloud = newCloud();
    await make(cloud, 'AWS::DynamoDB::Table', {
      TableName: 'ledger',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    });
    const dynamo = new DynamoDBClient(clientOf(cloud));
    const put = () =>
      dynamo.send(
        new PutItemCommand({
          TableName: 'ledger',
          Item: { pk: { S: 'lease' } },
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
    await put();

    const error = await put().catch((caught: Error) => caught);

    expect(error).toMatchObject({ name: 'ConditionalCheckFailedException', Item: { pk: { S: 'lease' } } });
  });
});

describe('the wire refuses', () => {
  it('an operation that the twin does not have, by name', async () => {
    const cloud = newCloud();
    const groups = new AutoScalingClient(clientOf(cloud));

    const error = await groups.send(new DescribeAutoScalingGroupsCommand({})).catch((caught: Error) => caught);

    expect(error).toMatchObject({ name: 'NotInTwin', $metadata: { httpStatusCode: 501 } });
    expect(cloud.refusals()).toEqual(['the operation autoscaling:DescribeAutoScalingGroups']);
  });

  it.each([
    [
      'a member of JSON',
      { 'x-amz-target': 'AmazonSQS.SendMessage' },
      '{"QueueUrl":"u","MessageBody":"b","Colour":"red"}',
      'sqs',
      'the parameter sqs:SendMessage.Colour',
    ],
    ['a key of a form', {}, 'Action=Publish&Version=2010-03-31&Message=m&Colour=red', 'sns', 'the parameter sns:Publish.Colour'],
    ['an operation of no service', { 'x-amz-target': 'AmazonSQS.Dance' }, '{}', 'sqs', 'the operation sqs:Dance'],
    ['a service of no client', {}, '', 'quantum', 'the service quantum'],
  ])('%s that it does not know, by name', (_what, headers, body, service, subject) => {
    const cloud = newCloud();

    const answered = answer(cloud, raw({ ...headers, ...signed(cloud, service) }, body));

    expect(answered).toMatchObject({ status: 501 });
    expect(cloud.refusals()).toEqual([subject]);
  });

  it('another region', () => {
    const cloud = newCloud();

    const answered = answer(cloud, raw(signed(cloud, 'sts', 'eu-west-1'), 'Action=GetCallerIdentity'));

    expect(answered).toMatchObject({ status: 501, body: expect.stringContaining('the region eu-west-1') });
  });

  it.each([
    ['a request without a signature', {}, 'MissingAuthenticationToken'],
    [
      'a key that nobody issued',
      { authorization: 'AWS4-HMAC-SHA256 Credential=AKIANOBODY/20180209/us-east-1/sts/aws4_request, Signature=0' },
      'UnrecognizedClientException',
    ],
  ])('%s with 403', (_what, headers, code) => {
    const answered = answer(newCloud(), raw(headers, 'Action=GetCallerIdentity'));

    expect(answered).toMatchObject({ status: 403, body: expect.stringContaining(code) });
  });
});
