import type { Cloud, Properties, ResourceProvider } from '../../cloud.ts';
import type { Random } from '../../random.ts';
import { addRole, iamArn, notFound } from './identities.ts';
import type { IamStore, PolicyDocument, Role } from './store.ts';

const MAX_ROLE_NAME_LENGTH = 64;

/** AWS::IAM::Role: made in about a quarter of a minute, as deployments show. */
export function roleProvider(cloud: Cloud, store: IamStore, random: Random): ResourceProvider {
  return {
    type: 'AWS::IAM::Role',
    create: async (properties, context) => {
      const name = String(properties.RoleName ?? context.newName(MAX_ROLE_NAME_LENGTH));
      const role = addRole(cloud, store, random, {
        name,
        trust: plain(properties.AssumeRolePolicyDocument),
        tags: { ...context.tags },
        ...(properties.Path === undefined ? {} : { path: String(properties.Path) }),
        ...(properties.Description === undefined ? {} : { description: String(properties.Description) }),
        ...(properties.MaxSessionDuration === undefined ? {} : { maxSessionSeconds: Number(properties.MaxSessionDuration) }),
      });
      applyPolicies(role, properties);
      await cloud.clock.sleep(cloud.facts.drawMs('cloudformation.iamRole', random), `role ${name}`);
      return { physicalId: name, attributes: { Arn: role.arn, RoleId: role.id } };
    },
    update: (physicalId, properties, previous) => {
      if (properties.RoleName !== previous.RoleName || properties.Path !== previous.Path) return 'replace';
      const role = store.roles.get(physicalId);
      if (!role) throw notFound(`The role with name ${physicalId} cannot be found.`);
      role.trust = plain(properties.AssumeRolePolicyDocument);
      for (const policy of list(previous.Policies)) role.inline.delete(String(policy.PolicyName));
      for (const arn of list(previous.ManagedPolicyArns)) role.managed.delete(String(arn));
      applyPolicies(role, properties);
      return {};
    },
    delete: (physicalId) => {
      store.roles.delete(physicalId);
    },
  };
}

/** AWS::IAM::ServiceLinkedRole: its name and path follow from the service. */
export function serviceLinkedRoleProvider(cloud: Cloud, store: IamStore, random: Random): ResourceProvider {
  return {
    type: 'AWS::IAM::ServiceLinkedRole',
    create: (properties) => {
      const service = String(properties.AWSServiceName);
      const area = (service.split('.')[0] ?? service).replace(/^\w/, (letter) => letter.toUpperCase());
      const name = `AWSServiceRoleFor${area}${properties.CustomSuffix === undefined ? '' : `_${properties.CustomSuffix}`}`;
      const described = properties.Description === undefined ? {} : { description: String(properties.Description) };
      const role = addRole(cloud, store, random, {
        name,
        path: `/aws-service-role/${service}/`,
        trust: { Service: service },
        ...described,
      });
      return { physicalId: role.name, attributes: { RoleName: role.name } };
    },
    update: () => 'replace',
    delete: (physicalId) => {
      store.roles.delete(physicalId);
    },
  };
}

/** AWS::IAM::InstanceProfile. */
export function instanceProfileProvider(cloud: Cloud, store: IamStore, random: Random): ResourceProvider {
  return {
    type: 'AWS::IAM::InstanceProfile',
    create: (properties, context) => {
      const name = String(properties.InstanceProfileName ?? context.newName());
      const path = String(properties.Path ?? '/');
      const roles = list(properties.Roles).map(String);
      for (const role of roles) if (!store.roles.has(role)) throw notFound(`The role with name ${role} cannot be found.`);
      const arn = iamArn(cloud, `instance-profile${path}${name}`);
      store.profiles.set(name, { name, arn, path, roles, id: `AIPA${random.hex(17).toUpperCase()}`, createdMs: cloud.clock.nowMs });
      return { physicalId: name, attributes: { Arn: arn } };
    },
    update: (physicalId, properties, previous) => {
      if (properties.InstanceProfileName !== previous.InstanceProfileName || properties.Path !== previous.Path) return 'replace';
      const profile = store.profiles.get(physicalId);
      if (profile) profile.roles = list(properties.Roles).map(String);
      return {};
    },
    delete: (physicalId) => {
      store.profiles.delete(physicalId);
    },
  };
}

function applyPolicies(role: Role, properties: Properties): void {
  for (const policy of list(properties.Policies)) role.inline.set(String(policy.PolicyName), plain(policy.PolicyDocument));
  for (const arn of list(properties.ManagedPolicyArns)) role.managed.add(String(arn));
}

// biome-ignore lint/suspicious/noExplicitAny: template properties are JSON of any shape.
export const list = (value: unknown): any[] => (Array.isArray(value) ? value : []);

/** A document of its own, so that no later read of it counts as a read of the template. */
export const plain = (document: unknown): PolicyDocument => JSON.parse(JSON.stringify(document ?? {})) as PolicyDocument;
