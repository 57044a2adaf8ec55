import { S3Client } from '@aws-sdk/client-s3';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of S3 in a function's world. */
export const s3 = new S3Client(CLIENT_SETTINGS);
