import type { Properties, ResourceProvider } from '../../cloud.ts';
import { refuseUnknown } from '../../refuse.ts';
import { inUse, invalidArgument } from './errors.ts';
import { type KeyGroup, type PublicKey, readPublicKey } from './keys.ts';
import type { Parts } from './providers.ts';
import type { Shelf } from './shelf.ts';

type KeyParts = Pick<Parts, 'distributions' | 'keyGroups'> & { readonly keys: Shelf<PublicKey> };

const KEY = 'AWS::CloudFront::PublicKey';
const GROUP = 'AWS::CloudFront::KeyGroup';

/** AWS::CloudFront::PublicKey. Its name may change, and never the key (API reference: UpdatePublicKey). */
export const publicKeyProvider = ({ keys, keyGroups }: KeyParts): ResourceProvider => ({
  type: KEY,
  create(properties) {
    const { Name: name, EncodedKey: pem } = keyConfigOf(properties);
    const key = readPublicKey(pem);
    const { id } = keys.add((newId) => ({ id: newId, name, pem, key }));
    return { physicalId: id, attributes: { Id: id } };
  },
  update(physicalId, properties) {
    const { Name: name, EncodedKey: pem } = keyConfigOf(properties);
    const found = keys.find(physicalId);
    if (pem !== found.pem) throw invalidArgument('The EncodedKey of a public key cannot be changed.');
    keys.refuseName(name, found);
    found.name = name;
    return { attributes: { Id: physicalId } };
  },
  delete(physicalId) {
    if (keyGroups.all().some(({ keyIds }) => keyIds.includes(physicalId))) throw inUse('PublicKeyInUse', physicalId);
    keys.delete(physicalId);
  },
});

/** AWS::CloudFront::KeyGroup. */
export const keyGroupProvider = ({ keys, keyGroups, distributions }: KeyParts): ResourceProvider => ({
  type: GROUP,
  create(properties) {
    const { Name: name, Items: keyIds } = groupConfigOf(properties, keys);
    const { id } = keyGroups.add((newId): KeyGroup => ({ id: newId, name, keyIds }));
    return { physicalId: id, attributes: { Id: id } };
  },
  update(physicalId, properties) {
    const { Name: name, Items: keyIds } = groupConfigOf(properties, keys);
    const found = keyGroups.find(physicalId);
    keyGroups.refuseName(name, found);
    found.name = name;
    found.keyIds = keyIds;
    return { attributes: { Id: physicalId } };
  },
  delete(physicalId) {
    const behaviors = distributions.all().flatMap(({ config }) => config.behaviors);
    if (behaviors.some(({ keyGroupIds }) => keyGroupIds.includes(physicalId))) throw inUse('ResourceInUse', physicalId);
    keyGroups.delete(physicalId);
  },
});

function keyConfigOf(properties: Properties): Properties {
  refuseUnknown(KEY, properties, ['PublicKeyConfig']);
  refuseUnknown(`${KEY} PublicKeyConfig`, properties.PublicKeyConfig, ['CallerReference', 'Name', 'EncodedKey', 'Comment']);
  return properties.PublicKeyConfig;
}

/** A group trusts keys that are there. */
function groupConfigOf(properties: Properties, keys: Shelf<PublicKey>): Properties {
  refuseUnknown(GROUP, properties, ['KeyGroupConfig']);
  refuseUnknown(`${GROUP} KeyGroupConfig`, properties.KeyGroupConfig, ['Name', 'Items', 'Comment']);
  for (const id of properties.KeyGroupConfig.Items) {
    if (!keys.has(id)) throw invalidArgument(`The public key ${id} does not exist.`);
  }
  return properties.KeyGroupConfig;
}
