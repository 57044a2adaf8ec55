import type {
  CreateArchiveRequest,
  DeleteArchiveRequest,
  DescribeArchiveRequest,
  ListArchivesRequest,
  UpdateArchiveRequest,
} from '@aws-sdk/client-eventbridge';
import type { Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { given } from '../../properties.ts';
import { taking } from '../../refuse.ts';
import type { Archive, ArchiveStore } from './archives.ts';
import type { BusStore } from './buses.ts';
import { pageOf } from './paging.ts';

/** The key has no effect here; nothing reads it. */
const CREATE = 'ArchiveName EventSourceArn Description EventPattern RetentionDays KmsKeyIdentifier';
const UPDATE = 'ArchiveName Description EventPattern RetentionDays KmsKeyIdentifier';
const LIST = 'NamePrefix EventSourceArn State NextToken Limit';

/** Archives, as the API has them. */
export function archiveOperations(buses: BusStore, archives: ArchiveStore): Record<string, Operation> {
  const state = (archive: Archive): object => ({
    ArchiveArn: archive.arn,
    State: 'ENABLED',
    CreationTime: new Date(archive.createdMs),
  });
  return {
    CreateArchive: taking('events:CreateArchive', CREATE, (input: CreateArchiveRequest) =>
      state(
        archives.create(input.ArchiveName ?? '', buses.require(input.EventSourceArn), {
          description: input.Description,
          patternText: input.EventPattern,
          retentionDays: input.RetentionDays ?? 0,
        }),
      ),
    ),
    UpdateArchive: taking('events:UpdateArchive', UPDATE, (input: UpdateArchiveRequest) => {
      const { Description: description, EventPattern: patternText, RetentionDays: retentionDays } = input;
      if (description === undefined && patternText === undefined && retentionDays === undefined)
        throw new AwsError('ValidationException', 'At least one of EventPattern, RetentionDays or Description must be provided.');
      const archive = archives.require(input.ArchiveName);
      const { description: oldDescription, patternText: oldPattern, retentionDays: oldDays } = archive;
      archives.change(archive, {
        description: description ?? oldDescription,
        patternText: patternText ?? oldPattern,
        retentionDays: retentionDays ?? oldDays,
      });
      return state(archive);
    }),
    DescribeArchive: taking('events:DescribeArchive', 'ArchiveName', (input: DescribeArchiveRequest) => {
      const archive = archives.require(input.ArchiveName);
      return given({
        ...summary(archives, archive),
        ArchiveArn: archive.arn,
        Description: archive.description,
        EventPattern: archive.patternText,
      });
    }),
    ListArchives: taking('events:ListArchives', LIST, (input: ListArchivesRequest) => {
      const { NamePrefix: prefix, EventSourceArn: source, State: wanted } = input;
      if ([prefix, source, wanted].filter((filter) => filter !== undefined).length > 1)
        throw new AwsError(
          'ValidationException',
          'At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.',
        );
      const bus = source === undefined ? undefined : buses.require(source);
      const found = archives
        .all()
        .filter(
          (archive) =>
            archive.name.startsWith(prefix ?? '') && (bus === undefined || archive.bus === bus) && (wanted ?? 'ENABLED') === 'ENABLED',
        );
      const { items, ...more } = pageOf(found, input);
      return { Archives: items.map((archive) => summary(archives, archive)), ...more };
    }),
    DeleteArchive: taking('events:DeleteArchive', 'ArchiveName', (input: DeleteArchiveRequest) => {
      archives.delete(archives.require(input.ArchiveName));
      return {};
    }),
  };
}

function summary(archives: ArchiveStore, archive: Archive): object {
  const events = archives.eventsOf(archive);
  return {
    ArchiveName: archive.name,
    EventSourceArn: archive.bus.arn,
    State: 'ENABLED',
    RetentionDays: archive.retentionDays,
    SizeBytes: events.reduce((sum, event) => sum + event.sizeBytes, 0),
    EventCount: events.length,
    CreationTime: new Date(archive.createdMs),
  };
}
