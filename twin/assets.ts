import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Assets } from './cloud.ts';

type FileAsset = {
  source: { path: string; packaging: 'file' | 'zip' };
  destinations: Record<string, { bucketName: string; objectKey: string }>;
};
type AssetManifest = { files?: Record<string, FileAsset> };

/** The account that an assembly without a fixed environment is published to. */
export type AssetEnvironment = { account?: string; region?: string };

/** Reads what `cdk synth` left beside its templates; nothing is copied or zipped, folders stay folders. */
export function readAssets(assemblyDirectory: string, environment: AssetEnvironment = {}): Assets {
  const { account = '123456789012', region = 'us-east-1' } = environment;
  const paths = new Map<string, string>();
  const placeholders: Record<string, string> = { 'AWS::AccountId': account, 'AWS::Region': region, 'AWS::Partition': 'aws' };
  const fill = (text: string): string => text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => placeholders[name] ?? whole);
  for (const name of readdirSync(assemblyDirectory)
    .filter((file) => file.endsWith('.assets.json'))
    .sort()) {
    const manifest = JSON.parse(readFileSync(join(assemblyDirectory, name), 'utf8')) as AssetManifest;
    for (const asset of Object.values(manifest.files ?? {})) {
      for (const { bucketName, objectKey } of Object.values(asset.destinations)) {
        paths.set(`${fill(bucketName)}/${fill(objectKey)}`, join(assemblyDirectory, asset.source.path));
      }
    }
  }
  const isDirectory = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();
  return {
    directory: (bucket, key) => {
      const path = paths.get(`${bucket}/${key}`);
      return path !== undefined && isDirectory(path) ? path : undefined;
    },
    file: (bucket, key) => {
      const path = paths.get(`${bucket}/${key}`);
      return path !== undefined && existsSync(path) && !isDirectory(path) ? new Uint8Array(readFileSync(path)) : undefined;
    },
  };
}
