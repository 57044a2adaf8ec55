import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of ElastiCache in a function's world. */
export const elastiCache = new ElastiCacheClient(CLIENT_SETTINGS);
