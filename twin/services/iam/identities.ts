import type { Cloud } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import type { AccessKey, IamStore, PolicyDocument, Role, User } from './store.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SECRET_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const ID_LENGTH = 17;
const KEY_LENGTH = 16;
const SECRET_LENGTH = 40;

export const notFound = (what: string): AwsError => new AwsError('NoSuchEntityException', what, { statusCode: 404 });
export const alreadyExists = (what: string): AwsError => new AwsError('EntityAlreadyExistsException', what, { statusCode: 409 });

/** An identifier such as `AROA…` with IAM's four-letter prefix of its kind. */
export const newId = (random: Random, prefix: string): string => prefix + letters(random, BASE32, ID_LENGTH);

export const iamArn = (cloud: Pick<Cloud, 'account'>, resource: string): string => `arn:aws:iam::${cloud.account}:${resource}`;

export type RoleRequest = {
  name: string;
  path?: string;
  trust: PolicyDocument;
  description?: string;
  maxSessionSeconds?: number;
  tags?: Record<string, string>;
};

const DEFAULT_SESSION_SECONDS = 3600;

export function addRole(cloud: Cloud, store: IamStore, random: Random, request: RoleRequest): Role {
  if (store.roles.has(request.name)) throw alreadyExists(`Role with name ${request.name} already exists.`);
  const path = request.path ?? '/';
  const role: Role = {
    name: request.name,
    arn: iamArn(cloud, `role${path}${request.name}`),
    id: newId(random, 'AROA'),
    path,
    createdMs: cloud.clock.nowMs,
    description: request.description,
    maxSessionSeconds: request.maxSessionSeconds ?? DEFAULT_SESSION_SECONDS,
    trust: request.trust,
    inline: new Map(),
    managed: new Set(),
    tags: request.tags ?? {},
  };
  store.roles.set(role.name, role);
  return role;
}

export function addUser(cloud: Cloud, store: IamStore, random: Random, name: string): User {
  if (store.users.has(name)) throw alreadyExists(`User with name ${name} already exists.`);
  const user: User = {
    name,
    arn: iamArn(cloud, `user/${name}`),
    id: newId(random, 'AIDA'),
    createdMs: cloud.clock.nowMs,
    keys: [],
    inline: new Map(),
    managed: new Set(),
  };
  store.users.set(name, user);
  return user;
}

const MAX_KEYS_A_USER = 2;

export function addKey(random: Random, user: User): AccessKey {
  if (user.keys.length >= MAX_KEYS_A_USER)
    throw new AwsError('LimitExceededException', `Cannot exceed quota for AccessKeysPerUser: ${MAX_KEYS_A_USER}`, { statusCode: 409 });
  const key: AccessKey = {
    accessKeyId: `AKIA${letters(random, BASE32, KEY_LENGTH)}`,
    secretAccessKey: letters(random, SECRET_ALPHABET, SECRET_LENGTH),
    active: true,
  };
  user.keys.push(key);
  return key;
}

export function requireRole(store: IamStore, name: string): Role {
  const role = store.roles.get(name);
  if (!role) throw notFound(`The role with name ${name} cannot be found.`);
  return role;
}

export function requireUser(store: IamStore, name: string): User {
  const user = store.users.get(name);
  if (!user) throw notFound(`The user with name ${name} cannot be found.`);
  return user;
}

function letters(random: Random, alphabet: string, count: number): string {
  return Array.from({ length: count }, () => alphabet[random.integer(alphabet.length)]).join('');
}
