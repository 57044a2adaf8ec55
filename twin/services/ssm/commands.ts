import type { GetCommandInvocationRequest, ListCommandInvocationsRequest, SendCommandRequest } from '@aws-sdk/client-ssm';
import { type Cloud, type Operation, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { taking } from '../../refuse.ts';
import type { CommandResult, Node } from '../../site/node-model.ts';

type Status = 'InProgress' | 'Success' | 'Failed' | 'TimedOut';
type Invocation = {
  instanceId: string;
  status: Status;
  stdout: string;
  stderr: string;
  exitCode: number;
  startedMs: number;
  endedMs?: number;
};
type Command = {
  id: string;
  document: string;
  lines: readonly string[];
  parameters: Readonly<Record<string, string[]>>;
  requestedMs: number;
  expiresMs: number;
  output: { bucket: string; prefix: string } | undefined;
  invocations: Map<string, Invocation>;
};

/** Run Command's own defaults: a command may run an hour, and it has as long to be delivered. */
const EXECUTION_TIMEOUT_SECONDS = 3600;
const DELIVERY_TIMEOUT_SECONDS = 3600;
/** GetCommandInvocation answers at most this much of what a command printed. */
const MAX_INLINE_OUTPUT = 24_000;

const SEND_PARAMETERS =
  'DocumentName InstanceIds Targets Parameters TimeoutSeconds Comment OutputS3BucketName OutputS3KeyPrefix OutputS3Region MaxConcurrency MaxErrors';

/** Run Command: shell scripts on nodes whose agent answers, with their events and their output in S3. */
export class Commands {
  readonly #cloud: Cloud;
  readonly #findNode: (instanceId: string) => Node | undefined;
  readonly #random: Random;
  readonly #commands = new Map<string, Command>();

  constructor(cloud: Cloud, findNode: (instanceId: string) => Node | undefined) {
    this.#cloud = cloud;
    this.#findNode = findNode;
    this.#random = cloud.random.split('ssm');
  }

  readonly operations: Readonly<Record<string, Operation>> = {
    SendCommand: taking('ssm:SendCommand', SEND_PARAMETERS, (input: SendCommandRequest) => this.#send(input)),
    GetCommandInvocation: taking('ssm:GetCommandInvocation', 'CommandId InstanceId PluginName', (input: GetCommandInvocationRequest) =>
      this.#describe(this.#find(input.CommandId as string), input.InstanceId as string),
    ),
    ListCommandInvocations: taking(
      'ssm:ListCommandInvocations',
      'CommandId InstanceId Details',
      (input: ListCommandInvocationsRequest) => ({
        CommandInvocations: this.#list(input),
      }),
    ),
  };

  #send(input: SendCommandRequest) {
    if (input.DocumentName !== 'AWS-RunShellScript') throw new NotInTwinError(`the document ${input.DocumentName}`);
    const instanceIds = input.InstanceIds ?? this.#targets(input);
    const absent = instanceIds.filter((id) => !this.#findNode(id));
    if (absent.length > 0)
      throw new AwsError('InvalidInstanceId', `Instances [[${absent.join(', ')}]] not in a valid state for account ${this.#cloud.account}`);
    const nowMs = this.#cloud.clock.nowMs;
    const command: Command = {
      id: this.#random.uuid(),
      document: input.DocumentName,
      lines: input.Parameters?.commands ?? [],
      parameters: input.Parameters ?? {},
      requestedMs: nowMs,
      expiresMs: nowMs + (input.TimeoutSeconds ?? DELIVERY_TIMEOUT_SECONDS) * 1000,
      output: input.OutputS3BucketName ? { bucket: input.OutputS3BucketName, prefix: input.OutputS3KeyPrefix ?? '' } : undefined,
      invocations: new Map(),
    };
    this.#commands.set(command.id, command);
    const timeoutSeconds = Number(input.Parameters?.executionTimeout?.[0] ?? EXECUTION_TIMEOUT_SECONDS);
    // The caller has the command's id before the agent has the command.
    for (const instanceId of instanceIds) {
      command.invocations.set(instanceId, { instanceId, status: 'InProgress', stdout: '', stderr: '', exitCode: -1, startedMs: nowMs });
      this.#cloud.clock.after(0, `command on ${instanceId}`, () => this.#run(command, instanceId, timeoutSeconds));
    }
    return {
      Command: {
        CommandId: command.id,
        DocumentName: command.document,
        Status: 'Pending',
        RequestedDateTime: new Date(nowMs),
        InstanceIds: instanceIds,
      },
    };
  }

  #targets({ Targets = [] }: SendCommandRequest): string[] {
    const Filters = Targets.map(({ Key, Values }) => ({ Name: Key, Values }));
    const { Reservations } = this.#cloud.callNow('ec2', 'DescribeInstances', { Filters });
    type Described = { Instances: { InstanceId: string }[] };
    return (Reservations as Described[])
      .flatMap(({ Instances }) => Instances.map(({ InstanceId }) => InstanceId))
      .filter((id) => this.#findNode(id));
  }

  #run(command: Command, instanceId: string, timeoutSeconds: number): void {
    const { clock } = this.#cloud;
    const timeout = clock.after(timeoutSeconds * 1000, `command timeout on ${instanceId}`, () =>
      end('TimedOut', { exitCode: -1, stdout: '', stderr: '' }),
    );
    const end = (status: Status, result: CommandResult): void => {
      const invocation = command.invocations.get(instanceId) as Invocation;
      if (invocation.status !== 'InProgress') return;
      timeout.cancel();
      Object.assign(invocation, result, { status, endedMs: clock.nowMs });
      this.#keepOutput(command, invocation);
      this.#announce(command, invocation);
    };
    // A node that went away in the meantime never answers: the timeout ends its command.
    this.#findNode(instanceId)?.command(command.lines, (result) => end(result.exitCode === 0 ? 'Success' : 'Failed', result));
  }

  #keepOutput(command: Command, { instanceId, stdout }: Invocation): void {
    if (!command.output || stdout === '') return;
    const { bucket, prefix } = command.output;
    const key = [prefix.replace(/\/$/, ''), command.id, instanceId, 'awsrunShellScript', '0.awsrunShellScript', 'stdout']
      .filter(Boolean)
      .join('/');
    this.#cloud.callNow(
      's3',
      'PutObject',
      { Bucket: bucket, Key: key, Body: new TextEncoder().encode(stdout) },
      { kind: 'service', service: 'ssm.amazonaws.com' },
    );
  }

  /** One event an invocation and, when the last has ended, one for the whole command. */
  #announce(command: Command, invocation: Invocation): void {
    const resources = [serviceArn(this.#cloud, 'ec2', `instance/${invocation.instanceId}`)];
    const detail = {
      'command-id': command.id,
      'document-name': command.document,
      'requested-date-time': new Date(command.requestedMs).toISOString(),
    };
    this.#cloud.emit({
      source: 'aws.ssm',
      'detail-type': 'EC2 Command Invocation Status-change Notification',
      resources,
      detail: { ...detail, 'instance-id': invocation.instanceId, status: invocation.status },
    });
    const all = [...command.invocations.values()];
    if (all.some(({ status }) => status === 'InProgress')) return;
    this.#cloud.emit({
      source: 'aws.ssm',
      'detail-type': 'EC2 Command Status-change Notification',
      resources,
      detail: {
        ...detail,
        'expire-after': new Date(command.expiresMs).toISOString(),
        parameters: command.parameters,
        status: all.find(({ status }) => status !== 'Success')?.status ?? 'Success',
      },
    });
  }

  #find(id: string): Command {
    const found = this.#commands.get(id);
    if (!found) throw new AwsError('InvalidCommandId', `There is no command ${id}.`);
    return found;
  }

  #describe(command: Command, instanceId: string) {
    const found = command.invocations.get(instanceId);
    if (!found) throw new AwsError('InvocationDoesNotExist', `The command ${command.id} was not sent to ${instanceId}.`);
    return {
      CommandId: command.id,
      InstanceId: instanceId,
      DocumentName: command.document,
      Status: found.status,
      StatusDetails: found.status,
      ResponseCode: found.exitCode,
      StandardOutputContent: found.stdout.slice(0, MAX_INLINE_OUTPUT),
      StandardErrorContent: found.stderr.slice(0, MAX_INLINE_OUTPUT),
      ExecutionStartDateTime: new Date(found.startedMs).toISOString(),
      ...(found.endedMs === undefined ? {} : { ExecutionEndDateTime: new Date(found.endedMs).toISOString() }),
    };
  }

  #list({ CommandId, InstanceId }: ListCommandInvocationsRequest) {
    const commands = CommandId ? [this.#find(CommandId)] : [...this.#commands.values()];
    return commands.flatMap((command) =>
      [...command.invocations.values()]
        .filter(({ instanceId }) => InstanceId === undefined || instanceId === InstanceId)
        .map(({ instanceId, status }) => ({
          CommandId: command.id,
          InstanceId: instanceId,
          DocumentName: command.document,
          RequestedDateTime: new Date(command.requestedMs),
          Status: status,
          StatusDetails: status,
        })),
    );
  }
}
