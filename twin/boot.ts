import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cloud, Principal } from './cloud.ts';
import { TwinFailure } from './errors.ts';
import { tagList } from './tags.ts';

export { type AssetEnvironment, readAssets } from './assets.ts';

/** A deployment that takes longer than this in virtual time is stuck. */
const MAX_BOOT_MS = 6 * 3_600_000;

export type BootOptions = {
  stackName: string;
  parameters?: Readonly<Record<string, string>>;
  tags?: Readonly<Record<string, string>>;
  /** Who deploys; the account's administrator by default. */
  principal?: Principal;
};

/** What a deployed stack gives back: its outputs by key. */
export type BootedStack = { stackId: string; outputs: Readonly<Record<string, string>> };

type StackArtifact = {
  type: string;
  properties?: {
    templateFile?: string;
    stackName?: string;
    parameters?: Record<string, string>;
    tags?: Record<string, string>;
    requiresBootstrapStackVersion?: number;
  };
};

/**
 * Deploys a stack of a cloud assembly through the twin's CloudFormation, as `cdk deploy` would, and plays the clock until it
 * is there. The cloud must have been made with `readAssets` of the same folder.
 */
export async function bootFromAssembly(cloud: Cloud, assemblyDirectory: string, options: BootOptions): Promise<BootedStack> {
  const artifact = findArtifact(assemblyDirectory, options.stackName);
  const { templateFile = '', parameters = {}, tags = {}, requiresBootstrapStackVersion } = artifact.properties ?? {};
  const body = readFileSync(join(assemblyDirectory, templateFile), 'utf8');
  bootstrap(cloud, body, requiresBootstrapStackVersion);
  const principal: Principal = options.principal ?? { kind: 'user', arn: `arn:aws:iam::${cloud.account}:user/administrator` };
  const { StackId: stackId } = cloud.call(
    'cloudformation',
    'CreateStack',
    {
      StackName: options.stackName,
      TemplateBody: body,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      Parameters: Object.entries({ ...parameters, ...options.parameters }).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Tags: tagList({ ...tags, ...options.tags }),
    },
    principal,
    'person',
  ) as { StackId: string };
  const stack = await waitForStack(cloud, stackId, options.stackName);
  const outputs = (stack.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue] as const);
  return { stackId, outputs: Object.fromEntries(outputs) };
}

type StackAnswer = { StackStatus: string; StackStatusReason?: string; Outputs?: { OutputKey: string; OutputValue: string }[] };

async function waitForStack(cloud: Cloud, stackId: string, stackName: string): Promise<StackAnswer> {
  await cloud.runUntil(cloud.clock.nowMs + MAX_BOOT_MS, stackEnd(cloud, stackName));
  const answer = cloud.callNow<{ Stacks: StackAnswer[] }>('cloudformation', 'DescribeStacks', { StackName: stackId });
  const stack = answer.Stacks[0];
  if (stack?.StackStatus === 'CREATE_COMPLETE') return stack;
  throw new TwinFailure(`the stack ${stackName} is ${stack?.StackStatus}: ${failuresOf(cloud, stackId)}`);
}

/** Answers true once the stack has ended; it reads the journal, since asking the API at every timer would fill it. */
function stackEnd(cloud: Cloud, stackName: string): () => boolean {
  let read = cloud.journal.lines.length;
  return () => {
    for (; read < cloud.journal.lines.length; read++) {
      const line = cloud.journal.lines[read] as string;
      if (!line.includes('"what":"stack"')) continue;
      const entry = JSON.parse(line) as { id: string; to: string };
      if (entry.id === stackName && !entry.to.endsWith('_IN_PROGRESS')) return true;
    }
    return false;
  };
}

type EventAnswer = { LogicalResourceId: string; ResourceStatus: string; ResourceStatusReason?: string };

function failuresOf(cloud: Cloud, stackId: string): string {
  const { StackEvents: events } = cloud.callNow<{ StackEvents: EventAnswer[] }>('cloudformation', 'DescribeStackEvents', {
    StackName: stackId,
  });
  const failed = events.filter((event) => event.ResourceStatus.endsWith('_FAILED'));
  return failed.map((event) => `${event.LogicalResourceId}: ${event.ResourceStatusReason ?? event.ResourceStatus}`).join('; ');
}

function findArtifact(assemblyDirectory: string, stackName: string): StackArtifact {
  const manifest = JSON.parse(readFileSync(join(assemblyDirectory, 'manifest.json'), 'utf8')) as {
    artifacts?: Record<string, StackArtifact>;
  };
  const stacks = Object.entries(manifest.artifacts ?? {}).filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack');
  const found = stacks.find(([id, artifact]) => (artifact.properties?.stackName ?? id) === stackName);
  if (found) return found[1];
  throw new TwinFailure(`the assembly has no stack ${stackName}, only ${stacks.map(([id]) => id).join(', ') || 'none'}`);
}

/** The account was bootstrapped for the CDK, as the template's rule asks. */
function bootstrap(cloud: Cloud, body: string, version: number | undefined): void {
  const parameters = (JSON.parse(body) as { Parameters?: Record<string, { Type: string; Default?: string }> }).Parameters ?? {};
  const name = parameters.BootstrapVersion?.Default;
  if (name === undefined || version === undefined) return;
  cloud.callNow('ssm', 'PutParameter', { Name: name, Type: 'String', Value: String(version), Overwrite: true });
}
