import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of Elastic Load Balancing in a function's world. */
export const loadBalancing = new ElasticLoadBalancingV2Client(CLIENT_SETTINGS);
