import type { Properties, ResourceProvider } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import { refuseUnknown } from '../../refuse.ts';
import { tagRecord } from '../../tags.ts';
import { type Config, readConfig } from './config.ts';
import type { Distribution, Distributions } from './distributions.ts';
import { inUse } from './errors.ts';
import type { AccessControl, KeyGroup } from './keys.ts';
import type { Shelf } from './shelf.ts';

/** Everything of CloudFront that the account has. */
export type Parts = {
  readonly distributions: Distributions;
  readonly accessControls: Shelf<AccessControl>;
  readonly keyGroups: Shelf<KeyGroup>;
};

const DISTRIBUTION = 'AWS::CloudFront::Distribution';
const ACCESS_CONTROL = 'AWS::CloudFront::OriginAccessControl';

/** AWS::CloudFront::Distribution: complete when it is at every edge; disabled everywhere before it is deleted. */
export const distributionProvider = (parts: Parts): ResourceProvider => {
  const { distributions } = parts;
  return {
    type: DISTRIBUTION,
    async create(properties, context) {
      const made = distributions.create(configOf(parts, properties), { ...context.tags, ...tagRecord(properties.Tags) });
      await made.settled;
      return { physicalId: made.id, attributes: attributesOf(made) };
    },
    async update(physicalId, properties, _previous, context) {
      const found = distributions.find(physicalId);
      found.tags = { ...context.tags, ...tagRecord(properties.Tags) };
      const config = configOf(parts, properties);
      // Held against what was acted upon: reading all of a template would count as acting upon it.
      if (JSON.stringify(config) !== JSON.stringify(found.config)) await distributions.change(physicalId, config).settled;
      return { attributes: attributesOf(found) };
    },
    async delete(physicalId) {
      const { config } = distributions.find(physicalId);
      if (config.isEnabled) await distributions.change(physicalId, { ...config, isEnabled: false }).settled;
      distributions.delete(physicalId);
    },
  };
};

/** AWS::CloudFront::OriginAccessControl. */
export const accessControlProvider = ({ accessControls, distributions }: Parts): ResourceProvider => ({
  type: ACCESS_CONTROL,
  create(properties) {
    const config = accessControlOf(properties);
    const { id } = accessControls.add((newId) => ({ id: newId, name: config.Name, signingBehavior: config.SigningBehavior }));
    return { physicalId: id, attributes: { Id: id } };
  },
  update(physicalId, properties) {
    const config = accessControlOf(properties);
    const found = accessControls.find(physicalId);
    accessControls.refuseName(config.Name, found);
    found.name = config.Name;
    found.signingBehavior = config.SigningBehavior;
    return { attributes: { Id: physicalId } };
  },
  delete(physicalId) {
    const uses = ({ origins }: Config): boolean => origins.some(({ accessControlId }) => accessControlId === physicalId);
    if (distributions.all().some(({ config }) => uses(config))) throw inUse('OriginAccessControlInUse', physicalId);
    accessControls.delete(physicalId);
  },
});

function accessControlOf(properties: Properties): Properties {
  refuseUnknown(ACCESS_CONTROL, properties, ['OriginAccessControlConfig']);
  const config: Properties = properties.OriginAccessControlConfig;
  const known = ['Name', 'Description', 'OriginAccessControlOriginType', 'SigningBehavior', 'SigningProtocol'];
  refuseUnknown(`${ACCESS_CONTROL} OriginAccessControlConfig`, config, known);
  if (config.OriginAccessControlOriginType !== 's3')
    throw new NotInTwinError(`${ACCESS_CONTROL} for ${config.OriginAccessControlOriginType}`);
  if (config.SigningBehavior !== 'always') throw new NotInTwinError(`${ACCESS_CONTROL} that signs ${config.SigningBehavior}`);
  return config;
}

/** The configuration of a template, whose parts must be there. */
function configOf({ accessControls, keyGroups }: Parts, properties: Properties): Config {
  refuseUnknown(DISTRIBUTION, properties, ['DistributionConfig', 'Tags']);
  const config = readConfig(properties.DistributionConfig);
  for (const { accessControlId } of config.origins) accessControls.find(accessControlId);
  for (const { keyGroupIds } of config.behaviors) for (const id of keyGroupIds) keyGroups.find(id);
  return config;
}

const attributesOf = ({ id, domainName }: Distribution): Properties => ({ Id: id, DomainName: domainName });
