import type { GetParameterRequest, GetParametersRequest, PutParameterRequest } from '@aws-sdk/client-ssm';
import { type Cloud, type Operation, type ResourceProvider, serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { PUBLIC_IMAGES } from '../../public-images.ts';
import { taking } from '../../refuse.ts';

type Stored = { value: string; type: string; version: number; modifiedMs: number };

/** Parameter Store: plain values with versions, and the public image parameters. */
export class Parameters {
  readonly #cloud: Cloud;
  readonly #stored = new Map<string, Stored>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    for (const [name, { imageId: value }] of Object.entries(PUBLIC_IMAGES))
      this.#stored.set(name, { value, type: 'String', version: 1, modifiedMs: cloud.clock.nowMs });
  }

  readonly operations: Readonly<Record<string, Operation>> = {
    GetParameter: taking('ssm:GetParameter', 'Name WithDecryption', ({ Name }: GetParameterRequest) => ({
      Parameter: this.#describe(Name as string),
    })),
    GetParameters: taking('ssm:GetParameters', 'Names WithDecryption', ({ Names = [] }: GetParametersRequest) => ({
      Parameters: Names.filter((name) => this.#stored.has(name)).map((name) => this.#describe(name)),
      InvalidParameters: Names.filter((name) => !this.#stored.has(name)),
    })),
    PutParameter: taking('ssm:PutParameter', 'Name Value Type Overwrite Description', (input: PutParameterRequest) => {
      const { Name, Value, Type = 'String', Overwrite = false } = input;
      const known = this.#stored.get(Name as string);
      if (known && !Overwrite)
        throw new AwsError('ParameterAlreadyExists', 'The parameter already exists. To overwrite it, set Overwrite.');
      const version = (known?.version ?? 0) + 1;
      this.#stored.set(Name as string, { value: Value as string, type: Type, version, modifiedMs: this.#cloud.clock.nowMs });
      return { Version: version, Tier: 'Standard' };
    }),
  };

  readonly provider: ResourceProvider = {
    type: 'AWS::SSM::Parameter',
    create: ({ Name, Value, Type }, context) => {
      const physicalId = Name ?? context.newName();
      this.#stored.set(physicalId, { value: Value, type: Type, version: 1, modifiedMs: this.#cloud.clock.nowMs });
      return { physicalId, attributes: { Value, Type } };
    },
    delete: (physicalId) => {
      this.#stored.delete(physicalId);
    },
  };

  #describe(name: string) {
    const found = this.#stored.get(name);
    if (!found) throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
    return {
      Name: name,
      Type: found.type,
      Value: found.value,
      Version: found.version,
      LastModifiedDate: new Date(found.modifiedMs),
      ARN: serviceArn(this.#cloud, 'ssm', `parameter${name.startsWith('/') ? '' : '/'}${name}`),
      DataType: 'text',
    };
  }
}
