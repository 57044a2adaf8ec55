import type { Cloud, Properties, ResourceProvider } from '../../cloud.ts';
import type { Random } from '../../random.ts';
import { addKey, addUser, alreadyExists, iamArn, requireRole, requireUser } from './identities.ts';
import { list, plain } from './role-provider.ts';
import type { IamStore } from './store.ts';

/** AWS::IAM::Policy: an inline policy on each role and user that it names. */
export function policyProvider(cloud: Cloud, store: IamStore, random: Random): ResourceProvider {
  const attach = (properties: Properties): void => {
    const name = String(properties.PolicyName);
    for (const role of list(properties.Roles)) requireRole(store, String(role)).inline.set(name, plain(properties.PolicyDocument));
    for (const user of list(properties.Users)) requireUser(store, String(user)).inline.set(name, plain(properties.PolicyDocument));
  };
  // What hangs on an identity goes with it, so a missing one is no error here.
  const detach = (properties: Properties): void => {
    for (const role of list(properties.Roles)) store.roles.get(String(role))?.inline.delete(String(properties.PolicyName));
    for (const user of list(properties.Users)) store.users.get(String(user))?.inline.delete(String(properties.PolicyName));
  };
  return {
    type: 'AWS::IAM::Policy',
    create: async (properties, context) => {
      attach(properties);
      await cloud.clock.sleep(cloud.facts.drawMs('cloudformation.iamPolicy', random), `policy ${properties.PolicyName}`);
      return { physicalId: context.newName() };
    },
    update: (_physicalId, properties, previous) => {
      if (properties.PolicyName !== previous.PolicyName) return 'replace';
      detach(previous);
      attach(properties);
      return {};
    },
    delete: (_physicalId, properties) => detach(properties),
  };
}

/** AWS::IAM::ManagedPolicy; Ref is its ARN. */
export function managedPolicyProvider(cloud: Cloud, store: IamStore): ResourceProvider {
  return {
    type: 'AWS::IAM::ManagedPolicy',
    create: (properties, context) => {
      const name = String(properties.ManagedPolicyName ?? context.newName());
      const arn = iamArn(cloud, `policy${String(properties.Path ?? '/')}${name}`);
      if (store.policies.has(arn)) throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
      store.policies.set(arn, { arn, name, document: plain(properties.PolicyDocument) });
      for (const role of list(properties.Roles)) requireRole(store, String(role)).managed.add(arn);
      for (const user of list(properties.Users)) requireUser(store, String(user)).managed.add(arn);
      return { physicalId: arn, attributes: { PolicyArn: arn } };
    },
    update: (physicalId, properties, previous) => {
      if (properties.ManagedPolicyName !== previous.ManagedPolicyName || properties.Path !== previous.Path) return 'replace';
      const policy = store.policies.get(physicalId);
      if (policy) policy.document = plain(properties.PolicyDocument);
      for (const role of list(previous.Roles)) store.roles.get(String(role))?.managed.delete(physicalId);
      for (const role of list(properties.Roles)) requireRole(store, String(role)).managed.add(physicalId);
      return {};
    },
    delete: (physicalId) => {
      store.policies.delete(physicalId);
      for (const identity of [...store.roles.values(), ...store.users.values()]) identity.managed.delete(physicalId);
    },
  };
}

/** AWS::IAM::User. */
export function userProvider(cloud: Cloud, store: IamStore, random: Random): ResourceProvider {
  return {
    type: 'AWS::IAM::User',
    create: (properties, context) => {
      const user = addUser(cloud, store, random, String(properties.UserName ?? context.newName(64)));
      for (const policy of list(properties.Policies)) user.inline.set(String(policy.PolicyName), plain(policy.PolicyDocument));
      for (const arn of list(properties.ManagedPolicyArns)) user.managed.add(String(arn));
      return { physicalId: user.name, attributes: { Arn: user.arn } };
    },
    update: () => 'replace',
    delete: (physicalId) => {
      store.users.delete(physicalId);
    },
  };
}

/** AWS::IAM::AccessKey. */
export function accessKeyProvider(store: IamStore, random: Random): ResourceProvider {
  return {
    type: 'AWS::IAM::AccessKey',
    create: (properties) => {
      const key = addKey(random, requireUser(store, String(properties.UserName)));
      key.active = properties.Status !== 'Inactive';
      return { physicalId: key.accessKeyId, attributes: { SecretAccessKey: key.secretAccessKey } };
    },
    delete: (physicalId, properties) => {
      const keys = store.users.get(String(properties.UserName))?.keys ?? [];
      const at = keys.findIndex((key) => key.accessKeyId === physicalId);
      if (at >= 0) keys.splice(at, 1);
    },
  };
}
