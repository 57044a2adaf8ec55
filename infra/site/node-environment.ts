import { Aws } from 'aws-cdk-lib';
import { codeEnvironment, mediaEnvironment, type NodeMedia } from './node-assets.ts';
import type { NodeFiles } from './node-profile.ts';
import { safeOrEmpty, type WebParameters } from './web/parameters.ts';

/** `10.0.11.0/24=us-east-1a,…`: in which zone the database's address is. */
const subnetZonesPattern = '[A-Za-z0-9./=,_-]+';

/** The other layers as a node meets them; each is empty where the site does without. */
export type NodeLayers = { databaseSecretArn: string; files: NodeFiles; media: NodeMedia };

export const nodeLayers = (parameters: WebParameters): NodeLayers => ({
  databaseSecretArn: safeOrEmpty(parameters, 'DatabaseSecretArn'),
  files: { fileSystemId: safeOrEmpty(parameters, 'FileSystemId'), accessPointId: safeOrEmpty(parameters, 'AccessPointId') },
  media: { bucketName: safeOrEmpty(parameters, 'MediaBucketName'), url: safeOrEmpty(parameters, 'MediaUrl') },
});

/** What every node is told of its site, whether it serves visitors or takes messages: lines of the contract in site/README.md. */
export const nodeEnvironment = (
  parameters: WebParameters,
  site: string,
  { databaseSecretArn, files, media }: NodeLayers,
): Record<string, string> => ({
  NINES_SITE: site,
  NINES_REGION: Aws.REGION,
  ...codeEnvironment(site),
  ...mediaEnvironment(media),
  NINES_NODE_LOGS: parameters.text('NodeLogs', { allowedValues: ['true', 'false'] }),
  NINES_SUBNETS: parameters.text('DataSubnetZones', { allowedPattern: subnetZonesPattern }),
  NINES_DATABASE_HOST: safeOrEmpty(parameters, 'DatabaseEndpoint'),
  NINES_DATABASE_PORT: safeOrEmpty(parameters, 'DatabasePort'),
  NINES_DATABASE_SECRET_ARN: databaseSecretArn,
  NINES_CACHE_HOST: safeOrEmpty(parameters, 'CacheEndpoint'),
  NINES_CACHE_PORT: safeOrEmpty(parameters, 'CachePort'),
  NINES_CACHE_ENGINE: safeOrEmpty(parameters, 'CacheEngine'),
  NINES_FILES_ID: files.fileSystemId,
  NINES_FILES_ACCESS_POINT_ID: files.accessPointId,
});
