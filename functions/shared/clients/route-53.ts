import { Route53Client } from '@aws-sdk/client-route-53';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of Route 53 in a function's world. */
export const route53 = new Route53Client(CLIENT_SETTINGS);
