import type { Cloud, ServiceModule } from '../../cloud.ts';
import { addKey, addUser } from './identities.ts';
import { iamOperations } from './operations.ts';
import { accessKeyProvider, managedPolicyProvider, policyProvider, userProvider } from './policy-providers.ts';
import { instanceProfileProvider, roleProvider, serviceLinkedRoleProvider } from './role-provider.ts';
import { createIamStore, type IamStore, type KnownKey } from './store.ts';

export type UserKey = { readonly userArn: string; readonly accessKeyId: string; readonly secretAccessKey: string };

/** IAM as records: who exists and what they were granted. Their evaluation will stand in front of `cloud.call`. */
export type Iam = ServiceModule & {
  readonly store: IamStore;
  /** A person with an access key; the same name twice gives a second key. */
  createUserKey(userName: string): UserKey;
  /** Whose key this is, while it is active. */
  findKey(accessKeyId: string): KnownKey | undefined;
};

export function createIam(cloud: Cloud): Iam {
  const store = createIamStore();
  const random = cloud.random.split('iam');
  return {
    name: 'iam',
    store,
    operations: iamOperations(cloud, store, random),
    providers: [
      roleProvider(cloud, store, random),
      serviceLinkedRoleProvider(cloud, store, random),
      instanceProfileProvider(cloud, store, random),
      policyProvider(cloud, store, random),
      managedPolicyProvider(cloud, store),
      userProvider(cloud, store, random),
      accessKeyProvider(store, random),
    ],
    createUserKey: (userName) => {
      const user = store.users.get(userName) ?? addUser(cloud, store, random, userName);
      const { accessKeyId, secretAccessKey } = addKey(random, user);
      return { userArn: user.arn, accessKeyId, secretAccessKey };
    },
    findKey: (accessKeyId) => {
      for (const user of store.users.values()) {
        const key = user.keys.find((candidate) => candidate.accessKeyId === accessKeyId && candidate.active);
        if (key) return { user, secretAccessKey: key.secretAccessKey, principal: { kind: 'user', arn: user.arn } };
      }
      return undefined;
    },
  };
}
