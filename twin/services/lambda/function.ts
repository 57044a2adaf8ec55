import type { Principal } from '../../cloud.ts';
import type { Bundle } from '../../lambda/bundle.ts';
import type { AccessKeys } from '../../wire/credentials.ts';
import type { Permission } from './policy.ts';

/** Where failed or successful asynchronous invocations go, and how often they are tried. */
export type EventInvokeConfig = {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly onFailure: string | undefined;
  readonly onSuccess: string | undefined;
};

/** What a deployment can change of a function. */
export type FunctionSettings = {
  readonly bundle: Bundle;
  readonly handler: string;
  readonly runtime: string;
  readonly architecture: string;
  readonly roleArn: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly deadLetterArn: string | undefined;
  readonly reservedConcurrency: number | undefined;
  readonly tracing: 'Active' | 'PassThrough';
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
};

/** A function of the account. */
export type LambdaFunction = {
  readonly name: string;
  readonly arn: string;
  /** Its role, assumed in its name: who its calls come from. */
  readonly principal: Principal;
  readonly keys: AccessKeys;
  readonly permissions: Map<string, Permission>;
  settings: FunctionSettings;
  eventInvoke: EventInvokeConfig | undefined;
  lastModified: string;
};

/** Defaults of asynchronous invocation, as documented: two retries within six hours. */
export const DEFAULT_EVENT_INVOKE: EventInvokeConfig = {
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
  onFailure: undefined,
  onSuccess: undefined,
};
