import type { Principal } from '../../cloud.ts';

/** A policy document as the template writes it; the evaluation of it is a later issue's. */
export type PolicyDocument = Readonly<Record<string, unknown>>;

/** A role, with everything that an evaluation of its rights will need. */
export type Role = {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly path: string;
  readonly createdMs: number;
  readonly description: string | undefined;
  readonly maxSessionSeconds: number;
  trust: PolicyDocument;
  readonly inline: Map<string, PolicyDocument>;
  readonly managed: Set<string>;
  tags: Readonly<Record<string, string>>;
};

export type AccessKey = { readonly accessKeyId: string; readonly secretAccessKey: string; active: boolean };

/** A person with keys. */
export type User = {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly createdMs: number;
  readonly keys: AccessKey[];
  readonly inline: Map<string, PolicyDocument>;
  readonly managed: Set<string>;
};

export type ManagedPolicy = { readonly arn: string; readonly name: string; document: PolicyDocument };
export type InstanceProfile = {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly path: string;
  readonly createdMs: number;
  roles: string[];
};

/** Identities and their policies of one account. */
export type IamStore = {
  readonly roles: Map<string, Role>;
  readonly users: Map<string, User>;
  readonly policies: Map<string, ManagedPolicy>;
  readonly profiles: Map<string, InstanceProfile>;
};

export const createIamStore = (): IamStore => ({ roles: new Map(), users: new Map(), policies: new Map(), profiles: new Map() });

/** Whose access key this is: the principal and the secret that a signature is checked with. */
export type KnownKey = { readonly principal: Principal; readonly secretAccessKey: string; readonly user: User };
