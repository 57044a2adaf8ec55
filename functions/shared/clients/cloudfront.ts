import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of CloudFront in a function's world. */
export const cloudFront = new CloudFrontClient(CLIENT_SETTINGS);
