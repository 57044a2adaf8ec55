import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type ProbeLine, probeLineSchema } from '#events/probe.ts';
import { s3 } from '../clients/s3.ts';
import { environmentOf } from '../environment.ts';
import { isNamed, MissingError } from '../errors.ts';

const environment = environmentOf('evidenceBucket');

/** A chunk a minute: a drill of a quarter of an hour costs 15 puts, and a crash loses a minute. */
export const CHUNK_MS = 60_000;

const keyOf = (runId: string, chunk: number): string => `runs/${runId}/probe-${chunk}.ndjson`;

/** The lines of the probe by their minute, on their way to the evidence bucket. Each invocation has minutes of its own. */
export class ChunkBuffer {
  private readonly runId: string;
  private readonly originMs: number;
  private readonly chunks = new Map<number, { lines: ProbeLine[]; kept: number }>();

  constructor(runId: string, originMs: number) {
    this.runId = runId;
    this.originMs = originMs;
  }

  /** The number of the chunk that an instant belongs to. */
  chunkOf(atMs: number): number {
    return Math.max(0, Math.floor((atMs - this.originMs) / CHUNK_MS));
  }

  add(atMs: number, line: ProbeLine): void {
    const number = this.chunkOf(atMs);
    const chunk = this.chunks.get(number) ?? { lines: [], kept: 0 };
    chunk.lines.push(line);
    this.chunks.set(number, chunk);
  }

  /** Puts the chunks that end before an instant and hold something new. A late line puts its whole chunk again. */
  async flush(beforeMs: number): Promise<void> {
    for (const [number, chunk] of this.chunks) {
      const { length } = chunk.lines;
      if (chunk.kept === length || this.originMs + (number + 1) * CHUNK_MS > beforeMs) continue;
      await s3.send(
        new PutObjectCommand({
          Bucket: environment().evidenceBucket,
          Key: keyOf(this.runId, number),
          Body: `${chunk.lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
          ContentType: 'application/x-ndjson',
        }),
      );
      chunk.kept = length;
    }
  }

  /** Puts all that is left, the unfinished minute too. */
  async flushAll(): Promise<void> {
    await this.flush(Number.POSITIVE_INFINITY);
  }
}

/** Reads all chunks of a run. One that is missing is an error: evidence with a hole proves nothing. */
export async function readChunks(runId: string, count: number): Promise<ProbeLine[]> {
  const lines: ProbeLine[] = [];
  for (let chunk = 0; chunk < count; chunk += 1) lines.push(...(await readChunk(keyOf(runId, chunk))));
  return lines;
}

async function readChunk(key: string): Promise<ProbeLine[]> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: environment().evidenceBucket, Key: key }));
    const text = (await Body?.transformToString()) ?? '';
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => probeLineSchema.parse(JSON.parse(line)));
  } catch (error) {
    // Without the right to list, S3 calls a missing object forbidden.
    if (isNamed(error, 'NoSuchKey', 'AccessDenied')) throw new MissingError(`The probe's evidence ${key} is missing.`, { cause: error });
    throw error;
  }
}
