import type { Cloud, Operation } from '../../cloud.ts';
import type { Random } from '../../random.ts';
import { tagList } from '../../tags.ts';
import { addKey, addUser, notFound, requireRole, requireUser } from './identities.ts';
import type { IamStore, InstanceProfile, Role } from './store.ts';

/** What the control plane and people ask of IAM; shapes as in the API reference, since its client is no dependency. */
export function iamOperations(cloud: Cloud, store: IamStore, random: Random): Record<string, Operation> {
  return {
    GetRole: (input: { RoleName: string }) => ({ Role: describeRole(requireRole(store, input.RoleName)) }),
    GetRolePolicy: (input: { RoleName: string; PolicyName: string }) => {
      const document = requireRole(store, input.RoleName).inline.get(input.PolicyName);
      if (!document) throw notFound(`The role policy with name ${input.PolicyName} cannot be found.`);
      return { RoleName: input.RoleName, PolicyName: input.PolicyName, PolicyDocument: encodeURIComponent(JSON.stringify(document)) };
    },
    ListRolePolicies: (input: { RoleName: string }) => ({
      PolicyNames: [...requireRole(store, input.RoleName).inline.keys()],
      IsTruncated: false,
    }),
    ListAttachedRolePolicies: (input: { RoleName: string }) => ({
      AttachedPolicies: [...requireRole(store, input.RoleName).managed].map((arn) => ({
        PolicyArn: arn,
        PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
      })),
      IsTruncated: false,
    }),
    GetInstanceProfile: (input: { InstanceProfileName: string }) => {
      const profile = store.profiles.get(input.InstanceProfileName);
      if (!profile) throw notFound(`Instance Profile ${input.InstanceProfileName} cannot be found.`);
      return { InstanceProfile: describeProfile(store, profile) };
    },
    GetUser: (input: { UserName: string }) => {
      const user = requireUser(store, input.UserName);
      return { User: { UserName: user.name, Arn: user.arn, UserId: user.id, Path: '/', CreateDate: new Date(user.createdMs) } };
    },
    CreateUser: (input: { UserName: string }) => {
      const user = addUser(cloud, store, random, input.UserName);
      return { User: { UserName: user.name, Arn: user.arn, UserId: user.id, Path: '/', CreateDate: new Date(user.createdMs) } };
    },
    CreateAccessKey: (input: { UserName: string }) => {
      const key = addKey(random, requireUser(store, input.UserName));
      return {
        AccessKey: { UserName: input.UserName, AccessKeyId: key.accessKeyId, SecretAccessKey: key.secretAccessKey, Status: 'Active' },
      };
    },
    UpdateAccessKey: (input: { UserName: string; AccessKeyId: string; Status: 'Active' | 'Inactive' }) => {
      const key = requireUser(store, input.UserName).keys.find((candidate) => candidate.accessKeyId === input.AccessKeyId);
      if (!key) throw notFound(`The Access Key with id ${input.AccessKeyId} cannot be found.`);
      key.active = input.Status === 'Active';
      return {};
    },
  };
}

function describeRole(role: Role): object {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdMs),
    AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(role.trust)),
    ...(role.description === undefined ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionSeconds,
    Tags: tagList(role.tags),
  };
}

function describeProfile(store: IamStore, profile: InstanceProfile): object {
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: new Date(profile.createdMs),
    Roles: profile.roles.flatMap((name) => {
      const role = store.roles.get(name);
      return role ? [describeRole(role)] : [];
    }),
  };
}
