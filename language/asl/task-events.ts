import type { Activation } from './activation.ts';
import type { TaskRequest } from './host.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { Resource } from './model.ts';

const PREFIX = { lambda: 'LambdaFunction', activity: 'Activity', service: 'Task' } as const;

/** The events of one attempt of a task: those of a Lambda ARN, an activity and an integration differ in name and shape. */
export class TaskEvents {
  private readonly activation: Activation;
  private readonly resource: Resource;
  private readonly prefix: string;

  constructor(activation: Activation, resource: Resource) {
    this.activation = activation;
    this.resource = resource;
    this.prefix = PREFIX[resource.kind];
  }

  /** What a too large result is said to come from. */
  get resultName(): string {
    return this.resource.kind === 'service' ? this.resource.service : this.resource.text;
  }

  /** Whether the task starts when somebody takes it, and not at once. */
  get awaitsWorker(): boolean {
    return this.resource.kind === 'activity';
  }

  /** Scheduled and, at once, started: all but an activity, which waits for its worker. */
  scheduled(request: TaskRequest): void {
    this.activation.event(`${this.prefix}Scheduled`, () => this.scheduledDetails(request));
    if (this.awaitsWorker) return;
    const details = this.resource.kind === 'service' ? () => this.target() : undefined;
    this.activation.event(`${this.prefix}Started`, details);
  }

  /** A worker took the activity's task. */
  started(workerName: string | undefined): void {
    this.activation.event('ActivityStarted', () => (workerName === undefined ? {} : { workerName }));
  }

  private scheduledDetails(request: TaskRequest): JsonObject {
    const { resource } = this;
    const input = JSON.stringify(request.input);
    const details: JsonObject =
      resource.kind === 'service'
        ? { ...this.target(), region: regionOf(this.activation.context()), parameters: input }
        : { resource: resource.text, input, inputDetails: { truncated: false } };
    if (request.timeoutSeconds !== undefined) details.timeoutInSeconds = request.timeoutSeconds;
    if (request.heartbeatSeconds !== undefined) details.heartbeatInSeconds = request.heartbeatSeconds;
    if (isObject(request.credentials)) details.taskCredentials = { roleArn: request.credentials.RoleArn ?? null };
    return details;
  }

  submitted(output: Json): void {
    this.activation.event('TaskSubmitted', () => ({ ...this.target(), ...outputDetails(output) }));
  }

  succeeded(output: Json): void {
    this.activation.event(`${this.prefix}Succeeded`, () => ({ ...this.serviceTarget(), ...outputDetails(output) }));
  }

  failed(error: string | undefined, cause: string | undefined): void {
    this.activation.event(`${this.prefix}Failed`, () => {
      const details = this.serviceTarget();
      if (error !== undefined) details.error = error;
      if (cause !== undefined) details.cause = cause;
      return details;
    });
  }

  timedOut(): void {
    this.activation.event(`${this.prefix}TimedOut`, () => ({ ...this.serviceTarget(), error: 'States.Timeout' }));
  }

  private target(): JsonObject {
    return { resourceType: this.resource.service, resource: this.resource.action };
  }

  private serviceTarget(): JsonObject {
    return this.resource.kind === 'service' ? this.target() : {};
  }
}

function outputDetails(output: Json): JsonObject {
  return { output: JSON.stringify(output), outputDetails: { truncated: false } };
}

function regionOf(context: JsonObject): string {
  const machine = context.StateMachine as JsonObject;
  return String(machine.Id).split(':')[3] ?? '';
}
