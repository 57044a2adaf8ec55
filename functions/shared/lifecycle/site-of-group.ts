import { SITE_TAG } from '#domain/glossary.ts';
import { MissingError } from '../errors.ts';
import { describeGroup } from '../group-facts.ts';

/** The site that a group belongs to, by its tag; undefined for a group that is not ours or is gone. */
export async function siteOfGroup(groupName: string): Promise<string | undefined> {
  try {
    const { Tags = [] } = await describeGroup(groupName);
    return Tags.find(({ Key }) => Key === SITE_TAG)?.Value;
  } catch (error) {
    // A late event of a group that was deleted: nobody is held by it any more.
    if (error instanceof MissingError) return undefined;
    throw error;
  }
}
