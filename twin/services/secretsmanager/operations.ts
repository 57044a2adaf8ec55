import type {
  CreateSecretCommandInput,
  DeleteSecretCommandInput,
  GetSecretValueCommandInput,
  PutSecretValueCommandInput,
} from '@aws-sdk/client-secrets-manager';
import type { Call, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { tagList } from '../../tags.ts';
import type { Secret, Secrets } from './secrets.ts';

/** Days in which a deleted secret can be restored (API reference: DeleteSecret). */
const DEFAULT_WINDOW_DAYS = 30;
const MIN_WINDOW_DAYS = 7;
const CREATE = 'Name SecretString SecretBinary Description Tags ClientRequestToken KmsKeyId';

/** The operations on secrets. RotateSecret is not among them: nothing rotates here. */
export function secretOperations(secrets: Secrets): Record<string, Operation> {
  return {
    CreateSecret: taking('secretsmanager:CreateSecret', CREATE, (input: CreateSecretCommandInput, call) => {
      const secret = secrets.create(input.Name ?? '', { text: input.SecretString, bytes: input.SecretBinary });
      secret.description = input.Description ?? '';
      for (const { Key, Value } of input.Tags ?? []) secret.tags.set(Key ?? '', Value ?? '');
      secret.owner = ownerOf(call);
      return { ...named(secret), VersionId: secret.stages.get('AWSCURRENT')?.versionId };
    }),
    GetSecretValue: taking('secretsmanager:GetSecretValue', 'SecretId VersionId VersionStage', (input) =>
      getValue(secrets.find(input.SecretId), input),
    ),
    PutSecretValue: taking('secretsmanager:PutSecretValue', 'SecretId SecretString SecretBinary ClientRequestToken', (input, call) =>
      putValue(secrets, input, call),
    ),
    DescribeSecret: taking('secretsmanager:DescribeSecret', 'SecretId', (input) =>
      describe(secrets.find(input.SecretId, { deletedToo: true })),
    ),
    ListSecrets: taking('secretsmanager:ListSecrets', '', () => ({
      SecretList: secrets
        .all()
        .filter((secret) => secret.deletedMs === undefined)
        .map(describe),
    })),
    DeleteSecret: taking('secretsmanager:DeleteSecret', 'SecretId ForceDeleteWithoutRecovery RecoveryWindowInDays', (input, call) =>
      deleteSecret(secrets, input, call),
    ),
    RestoreSecret: taking('secretsmanager:RestoreSecret', 'SecretId', (input) => {
      const secret = secrets.find(input.SecretId, { deletedToo: true });
      secret.deletedMs = undefined;
      return named(secret);
    }),
  };
}

const named = (secret: Secret): { ARN: string; Name: string } => ({ ARN: secret.arn, Name: secret.name });

function getValue(secret: Secret, input: GetSecretValueCommandInput): object {
  const stage = input.VersionStage ?? 'AWSCURRENT';
  const found = [...secret.stages].find(([name, value]) =>
    input.VersionId === undefined ? name === stage : value.versionId === input.VersionId,
  );
  if (!found)
    throw new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for staging label: ${stage}`);
  const [name, value] = found;
  return {
    ...named(secret),
    VersionId: value.versionId,
    VersionStages: [name],
    CreatedDate: new Date(value.createdMs),
    ...(value.text === undefined ? {} : { SecretString: value.text }),
    ...(value.bytes === undefined ? {} : { SecretBinary: value.bytes }),
  };
}

function putValue(secrets: Secrets, input: PutSecretValueCommandInput, call: Call): object {
  const secret = secrets.find(input.SecretId);
  refuseStrangers(secret, call);
  if ((input.SecretString === undefined) === (input.SecretBinary === undefined)) {
    throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
  }
  const value = secrets.put(secret, { text: input.SecretString, bytes: input.SecretBinary }, input.ClientRequestToken);
  return { ...named(secret), VersionId: value.versionId, VersionStages: ['AWSCURRENT'] };
}

function deleteSecret(secrets: Secrets, input: DeleteSecretCommandInput, call: Call): object {
  const secret = secrets.find(input.SecretId);
  refuseStrangers(secret, call);
  const { ForceDeleteWithoutRecovery: force, RecoveryWindowInDays: days } = input;
  if (force && days !== undefined) {
    throw new AwsError('InvalidParameterException', "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  }
  if (days !== undefined && (days < MIN_WINDOW_DAYS || days > DEFAULT_WINDOW_DAYS)) {
    throw new AwsError('InvalidParameterException', 'RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  }
  const at = secrets.delete(secret, force ? 0 : (days ?? DEFAULT_WINDOW_DAYS));
  return { ...named(secret), DeletionDate: at };
}

/** A secret that a service keeps for itself is that service's to change. */
function refuseStrangers(secret: Secret, call: Call): void {
  if (secret.owner === undefined || secret.owner === ownerOf(call)) return;
  throw new AwsError('InvalidRequestException', `This secret is managed by the service ${secret.owner}.`);
}

const ownerOf = (call: Call): string | undefined =>
  call.principal.kind === 'service' && call.principal.service.endsWith('.amazonaws.com') ? call.principal.service.split('.')[0] : undefined;

function describe(secret: Secret): object {
  return {
    ...named(secret),
    Description: secret.description,
    CreatedDate: new Date(secret.createdMs),
    LastChangedDate: new Date(secret.changedMs),
    RotationEnabled: false,
    VersionIdsToStages: Object.fromEntries([...secret.stages].map(([stage, value]) => [value.versionId, [stage]])),
    Tags: tagList(secret.tags),
    ...(secret.owner === undefined ? {} : { OwningService: secret.owner }),
    ...(secret.deletedMs === undefined ? {} : { DeletedDate: new Date(secret.deletedMs) }),
  };
}
