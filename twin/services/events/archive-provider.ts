import type { Properties, ResourceProvider } from '../../cloud.ts';
import { number } from '../../properties.ts';
import { refuseUnknown } from '../../refuse.ts';
import type { ArchiveRequest, ArchiveStore } from './archives.ts';
import type { BusStore } from './buses.ts';

const TYPE = 'AWS::Events::Archive';
const KNOWN = ['ArchiveName', 'SourceArn', 'Description', 'EventPattern', 'RetentionDays', 'KmsKeyIdentifier'];
const MAX_NAME_LENGTH = 48;

/** AWS::Events::Archive. */
export function archiveProvider(buses: BusStore, archives: ArchiveStore): ResourceProvider {
  return {
    type: TYPE,
    create: (properties, context) => {
      const name = String(properties.ArchiveName ?? context.newName(MAX_NAME_LENGTH));
      const archive = archives.create(name, buses.require(properties.SourceArn), requestOf(properties));
      return { physicalId: name, attributes: { Arn: archive.arn, ArchiveName: name } };
    },
    update: (physicalId, properties, previous) => {
      if (properties.ArchiveName !== previous.ArchiveName || properties.SourceArn !== previous.SourceArn) return 'replace';
      const archive = archives.require(physicalId);
      archives.change(archive, requestOf(properties));
      return { attributes: { Arn: archive.arn, ArchiveName: physicalId } };
    },
    delete: (physicalId) => {
      const archive = archives.find(physicalId);
      if (archive) archives.delete(archive);
    },
  };
}

function requestOf(properties: Properties): ArchiveRequest {
  refuseUnknown(TYPE, properties, KNOWN);
  const { EventPattern: pattern } = properties;
  return {
    description: properties.Description,
    patternText: pattern === undefined ? undefined : JSON.stringify(pattern),
    retentionDays: number(properties.RetentionDays) ?? 0,
  };
}
