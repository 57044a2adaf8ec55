import { Logger } from '@aws-lambda-powertools/logger';

/** The one logger; its service name comes from POWERTOOLS_SERVICE_NAME, and runs append their id, kind and site to it. */
export const logger = new Logger();
