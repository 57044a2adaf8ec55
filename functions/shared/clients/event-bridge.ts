import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of EventBridge in a function's world. */
export const eventBridge = new EventBridgeClient(CLIENT_SETTINGS);
