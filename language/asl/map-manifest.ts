import { readerFailed } from './errors.ts';
import { isObject, type Json } from './json.ts';
import type { ItemReader, ReadFormat } from './model.ts';

/** An object in S3. */
export type ObjectPlace = { bucket: string; key: string };

/** The objects that a manifest lists, and how each of them is read. */
export function listedObjects(reader: ItemReader, manifest: Json, bucket: string): { objects: ObjectPlace[]; format: ReadFormat } {
  return reader.manifest === 'ATHENA_DATA'
    ? { objects: athenaObjects(manifest), format: reader.format }
    : inventoryObjects(reader.format, manifest, bucket);
}

/** Athena's UNLOAD writes one `s3://bucket/key` a line. */
function athenaObjects(manifest: Json): ObjectPlace[] {
  if (typeof manifest !== 'string') throw readerFailed('The manifest is not a list of objects.');
  const lines = manifest.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, bucket, key] = /^"?s3:\/\/([^/"]+)\/([^"]+)"?$/i.exec(line.trim()) ?? [];
    if (bucket === undefined || key === undefined) throw readerFailed(`The manifest has a line that names no object: ${line}`);
    return { bucket, key };
  });
}

/** An S3 inventory's manifest.json: its files are CSV without a header row, whose columns `fileSchema` names. */
function inventoryObjects(format: ReadFormat, manifest: Json, bucket: string): { objects: ObjectPlace[]; format: ReadFormat } {
  const value = parse(manifest);
  if (!isObject(value) || !Array.isArray(value.files) || typeof value.fileSchema !== 'string')
    throw readerFailed('The manifest is not that of an S3 inventory: it needs "files" and "fileSchema".');
  if (value.fileFormat !== 'CSV')
    throw readerFailed(`The inventory has the format ${JSON.stringify(value.fileFormat)}; only CSV is supported.`);
  const destination = typeof value.destinationBucket === 'string' ? (value.destinationBucket.split(':').at(-1) as string) : bucket;
  const objects = value.files.flatMap((file) =>
    isObject(file) && typeof file.key === 'string' ? [{ bucket: destination, key: file.key }] : [],
  );
  const headers = value.fileSchema.split(',').map((name) => name.trim());
  return { objects, format: { ...format, type: 'CSV', headers, delimiter: ',', pointer: undefined } };
}

function parse(manifest: Json): Json {
  if (typeof manifest !== 'string') return manifest;
  try {
    return JSON.parse(manifest) as Json;
  } catch (error) {
    throw readerFailed(`The manifest is not valid JSON: ${(error as Error).message}`);
  }
}
