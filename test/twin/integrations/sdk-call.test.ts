import { describe, expect, it } from 'vitest';
import type { Cloud, Operation, Principal, ServiceModule, ServiceName } from '#twin/cloud.ts';
import { AwsError } from '#twin/errors.ts';
import { callSdk } from '#twin/integrations/sdk-call.ts';
import { openAccount, ROLE_ARN } from '../services/account.ts';

const ROLE: Principal = { kind: 'role', arn: ROLE_ARN, sessionName: 'run' };

/** An account with one operation of one service, called as a state machine calls it. */
function openIntegration(service: ServiceName, name: string, operation: Operation) {
  const account = openAccount([(_: Cloud): ServiceModule => ({ name: service, operations: { [name]: operation } })]);
  const random = account.cloud.random.split('test');
  return (resource: string, parameters?: unknown) => {
    const [sdk = '', action = ''] = resource.split(':');
    return callSdk(account.cloud, random, { service: sdk, action }, parameters, ROLE, 'integration');
  };
}

describe('an SDK integration', () => {
  it('takes and gives the spelling of the SDK for Java', () => {
    const asked: object[] = [];
    const call = openIntegration('rds', 'RebootDBInstance', (input) => {
      asked.push({ ...input });
      return { DBInstance: { DBInstanceIdentifier: 'db', MultiAZ: true, InstanceCreateTime: new Date('2018-02-08T09:00:00Z') } };
    });

    const answer = call('rds:rebootDBInstance', { DbInstanceIdentifier: 'db', ForceFailover: true });

    expect(asked).toEqual([{ DBInstanceIdentifier: 'db', ForceFailover: true }]);
    expect(answer).toEqual({
      output: { DbInstance: { DbInstanceIdentifier: 'db', MultiAZ: true, InstanceCreateTime: '2018-02-08T09:00:00Z' } },
    });
  });

  it('spells attribute values of DynamoDB', () => {
    const asked: object[] = [];
    const call = openIntegration('dynamodb', 'PutItem', (input) => {
      asked.push(JSON.parse(JSON.stringify(input)));
      return {};
    });

    call('dynamodb:putItem', { TableName: 't', Item: { id: { S: 'x' }, gone: { Nul: true }, on: { Bool: true }, all: { Ss: ['a'] } } });

    expect(asked).toEqual([{ TableName: 't', Item: { id: { S: 'x' }, gone: { NULL: true }, on: { BOOL: true }, all: { SS: ['a'] } } }]);
  });

  it.each([
    ['a modeled error', 'DBInstanceNotFoundFault', 404, 'Rds.DbInstanceNotFoundException'],
    ['an error of no model', 'SomethingElse', 400, 'Rds.RdsException'],
  ])('names %s', (_case, shape, statusCode, expected) => {
    const call = openIntegration('rds', 'StopDBInstance', () => {
      throw new AwsError(shape, 'no such thing', { statusCode });
    });

    const answer = call('rds:stopDBInstance', { DbInstanceIdentifier: 'db' });

    expect(answer).toMatchObject({
      error: expected,
      cause: expect.stringMatching(new RegExp(`^no such thing \\(Service: Rds, Status Code: ${statusCode}, Request ID: `)),
    });
  });

  it.each([
    [
      'the spelling of the SDK for JavaScript',
      { DBInstanceIdentifier: 'db' },
      'The field "DBInstanceIdentifier" is not supported by Step Functions',
    ],
    ['a small letter', { dbInstanceIdentifier: 'db' }, 'The field "dbInstanceIdentifier" is not supported'],
    ['a list for a text', { DbInstanceIdentifier: ['db'] }, "The value for the field 'DbInstanceIdentifier' must be a STRING"],
    ['no object', [], 'must be a OBJECT'],
  ])('calls nothing for %s', (_case, parameters, message) => {
    const call = openIntegration('rds', 'StopDBInstance', () => {
      throw new Error('was called');
    });

    expect(call('rds:stopDBInstance', parameters)).toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining(message) });
  });

  it('knows no DryRun of EC2', () => {
    const call = openIntegration('ec2', 'StopInstances', () => ({}));

    expect(call('ec2:stopInstances', { InstanceIds: ['i-1'], DryRun: true })).toMatchObject({
      cause: expect.stringContaining('The field "DryRun" is not supported'),
    });
    expect(call('ec2:stopInstances', { InstanceIds: ['i-1'] })).toEqual({ output: {} });
  });
});
