import { Duration } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** Asynchronous invocations, as Lambda retries them (facts M11). An event older than an hour speaks of a world that is gone. */
export const asyncInvocation = { retryAttempts: 2, maxEventAge: Duration.hours(1) } as const;

/** Deliveries of rules: EventBridge's own number of attempts (facts B7), but only for an hour, for the same reason. */
export const ruleDelivery = { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 3600 } as const;

/** Logs are for mending; what a run measured is kept in the evidence bucket. */
export const logRetention = RetentionDays.THREE_MONTHS;

/** The longest that SQS keeps a message: the time people have to look at a dead letter. */
export const deadLetterRetention = Duration.days(14);

/** What a function gets whose row asks for nothing else; memory also buys CPU (facts M14). */
export const functionDefaults = { timeoutSeconds: 30, memoryMb: 512 } as const;

/** The doors are for people and schedules, not for visitors. */
export const apiThrottle = { rateLimit: 10, burstLimit: 20 } as const;

/** User data holds 16 KB; the export lines take their part of it. */
export const bootstrapScriptMaxBytes = 12 * 1024;
