// Goal: secrets are made from the seed, versioned, deleted, and stay out of the journal. Method: provider and API calls.
import { beforeEach, describe, expect, it } from 'vitest';
import { createSecretsmanager } from '#twin/services/secretsmanager/index.ts';
import { openAccount } from '../account.ts';
import { contextOf } from '../resources.ts';

const SecretId = 'nines/chat-signing-secret';

describe('Secrets Manager', () => {
  let account: ReturnType<typeof openAccount>;
  const call = (operation: string, input: object = {}) => account.call('secretsmanager', operation, { SecretId, ...input });
  const make = (properties: object) =>
    account.cloud.provider('AWS::SecretsManager::Secret').create({ Name: SecretId, ...properties }, contextOf('ChatSecret'));

  beforeEach(() => {
    account = openAccount([createSecretsmanager]);
  });

  it('generates the same value from the same seed', () => {
    const again = openAccount([createSecretsmanager]);
    make({ GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true } });
    again.cloud
      .provider('AWS::SecretsManager::Secret')
      .create({ Name: SecretId, GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true } }, contextOf('ChatSecret'));

    const value = call('GetSecretValue').SecretString;

    expect(value).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(again.call('secretsmanager', 'GetSecretValue', { SecretId }).SecretString).toBe(value);
  });

  it('puts the generated value into its template', () => {
    make({
      GenerateSecretString: { SecretStringTemplate: '{"username":"nines"}', GenerateStringKey: 'password', ExcludeCharacters: '"@/\\' },
    });

    const value = JSON.parse(call('GetSecretValue').SecretString);

    expect(value).toEqual({ username: 'nines', password: expect.any(String) });
    expect(value.password).not.toMatch(/["@/\\]/);
  });

  it('keeps the value before as AWSPREVIOUS', () => {
    make({ SecretString: 'one' });
    call('PutSecretValue', { SecretString: 'two' });

    expect(call('GetSecretValue').SecretString).toBe('two');
    expect(call('GetSecretValue', { VersionStage: 'AWSPREVIOUS' }).SecretString).toBe('one');
  });

  it('never lets a value into the journal', () => {
    make({ SecretString: 'one-very-secret' });
    call('PutSecretValue', { SecretString: 'two-very-secret' });
    call('GetSecretValue');

    expect(account.cloud.journal.text()).not.toContain('very-secret');
  });

  it('is found by its name, its ARN and its ARN without the letters', () => {
    const { physicalId: arn } = make({ SecretString: 'one' }) as { physicalId: string };

    const found = [SecretId, arn, arn.slice(0, -7)].map((id) => call('DescribeSecret', { SecretId: id }).ARN);

    expect(found).toEqual([arn, arn, arn]);
  });

  it('gives a deleted secret back until its window has passed', async () => {
    make({ SecretString: 'one' });
    call('DeleteSecret', { RecoveryWindowInDays: 7 });

    expect(() => call('GetSecretValue')).toThrow(expect.objectContaining({ shape: 'InvalidRequestException' }));
    call('RestoreSecret');
    await account.play(8 * 86_400);
    expect(call('GetSecretValue').SecretString).toBe('one');
    call('DeleteSecret', { RecoveryWindowInDays: 7 });
    await account.play(8 * 86_400);

    expect(() => call('DescribeSecret')).toThrow(expect.objectContaining({ shape: 'ResourceNotFoundException' }));
  });

  it.each([
    ['a secret that is not there', 'GetSecretValue', { SecretId: 'none' }, 'ResourceNotFoundException'],
    ['a name twice', 'CreateSecret', { Name: SecretId, SecretId: undefined }, 'ResourceExistsException'],
    ['a window of three days', 'DeleteSecret', { RecoveryWindowInDays: 3 }, 'InvalidParameterException'],
    ['no value', 'PutSecretValue', {}, 'InvalidRequestException'],
    ['a stage without a value', 'GetSecretValue', { VersionStage: 'AWSPENDING' }, 'ResourceNotFoundException'],
  ])('refuses %s', (_, operation, input, shape) => {
    make({ SecretString: 'one' });

    expect(() => call(operation, input)).toThrow(expect.objectContaining({ shape }));
  });

  it('refuses to rotate, and passwords that cannot be', () => {
    expect(() => call('RotateSecret')).toThrow('secretsmanager:RotateSecret');
    expect(() => make({ GenerateSecretString: { PasswordLength: 2 } })).toThrow(
      expect.objectContaining({ shape: 'InvalidParameterException' }),
    );
    expect(() => make({ ReplicaRegions: [] })).toThrow('AWS::SecretsManager::Secret with ReplicaRegions');
  });
});
