import type { RunSummary } from '#rehearsal/outcome.ts';
import type { Story } from './story.ts';

/** A second of the probe as its evidence keeps it. */
export type Probed = { kind: 'sample'; atMs: number; sequence: number; deep: { isAcknowledged: boolean; node?: string } };

/** The samples of a drill, read from the evidence bucket in order. */
export function probeSamples(story: Story, run: RunSummary): Probed[] {
  const chunks = Number(run.details?.chunks);
  const lines = Array.from({ length: chunks }, (_, number) =>
    objectText(story, `runs/${run.id}/probe-${number}.ndjson`).split('\n'),
  ).flat();
  return lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Probed)
    .filter(({ kind }) => kind === 'sample')
    .sort((one, other) => one.atMs - other.atMs);
}

/** An object of the evidence bucket as text. */
export function objectText(story: Story, Key: string): string {
  const Bucket = story.world.outputs.EvidenceBucketName;
  const { Body } = story.world.cloud.callNow<{ Body: Uint8Array }>('s3', 'GetObject', { Bucket, Key });
  return Buffer.from(Body).toString('utf8');
}

/** The keys of the evidence bucket that begin so. */
export function evidenceKeys(story: Story, Prefix: string): string[] {
  const Bucket = story.world.outputs.EvidenceBucketName;
  const { Contents = [] } = story.world.cloud.callNow<{ Contents?: { Key: string }[] }>('s3', 'ListObjectsV2', { Bucket, Prefix });
  return Contents.map(({ Key }) => Key);
}
