import type { CreateChangeSetInput, CreateStackInput, UpdateStackInput } from '@aws-sdk/client-cloudformation';
import type { Call, Principal } from '../../cloud.ts';
import { resolveParameters } from '../../cloudformation/parameters.ts';
import { makePlan, type Plan } from '../../cloudformation/plan.ts';
import type { Stack } from '../../cloudformation/stack.ts';
import { invalid, readTemplate, type Template } from '../../cloudformation/template.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { exportedValue, type StackStore } from './stack-store.ts';
import { fetchTemplate } from './template-url.ts';

type Request = CreateStackInput | UpdateStackInput | CreateChangeSetInput;

/** What a request asks a stack to become: applied when the operation begins, given back when an update fails. */
export type Proposal = { readonly plan: Plan; readonly settings: Partial<Stack> };

/** Members that change nothing here yet must be refused rather than ignored. */
const REFUSED = [
  'RollbackConfiguration',
  'StackPolicyBody',
  'StackPolicyURL',
  'ResourcesToImport',
  'IncludeNestedStacks',
  'ImportExistingResources',
  'RetainExceptOnCreate',
  'TimeoutInMinutes',
];

const IAM_TYPES = /^AWS::IAM::/;
const NAME_PROPERTIES = ['RoleName', 'UserName', 'GroupName', 'ManagedPolicyName', 'InstanceProfileName'];

/** Reads a request's template and parameters and checks them against the account. */
export function propose(store: StackStore, stack: Stack, request: Request, call: Call): Proposal {
  for (const name of REFUSED) {
    const asked = (request as unknown as Record<string, unknown>)[name];
    const empty =
      asked === undefined || asked === false || (typeof asked === 'object' && asked !== null && Object.keys(asked).length === 0);
    if (!empty) throw new NotInTwinError(`the parameter cloudformation ${name}`);
  }
  const template = templateOf(store, stack, request);
  const capabilities = request.Capabilities ?? [];
  checkCapabilities(template, capabilities);
  const { given, values } = resolveParameters(store.cloud, template, request.Parameters ?? [], stack.rawParameters);
  const settings: Partial<Stack> = {
    parameters: given,
    rawParameters: rawParameters(template, request, stack),
    capabilities: [...capabilities],
    tags: [...(request.Tags ?? stack.tags)],
    clientRequestToken: 'ClientRequestToken' in request ? request.ClientRequestToken : undefined,
    ...roleOf(request, stack, call),
    ...(request.NotificationARNs ? { notificationArns: [...request.NotificationARNs] } : {}),
  };
  const plan = makePlan(store.cloud, stack, template, values, (name) => exportedValue(store, name));
  return { plan, settings };
}

function templateOf(store: StackStore, stack: Stack, request: Request): Template {
  if ('UsePreviousTemplate' in request && request.UsePreviousTemplate) {
    if (!stack.template) throw invalid('There is no previous template');
    return stack.template;
  }
  if (request.TemplateBody !== undefined) return readTemplate(request.TemplateBody);
  if (request.TemplateURL !== undefined) return readTemplate(fetchTemplate(store.cloud, request.TemplateURL));
  throw invalid('Either Template URL or Template Body must be specified.');
}

/** With NoEcho the shown value is masked, and UsePreviousValue needs the real one. */
function rawParameters(template: Template, request: Request, stack: Stack): Stack['rawParameters'] {
  return Object.entries(template.parameters).map(([name, definition]) => {
    const asked = (request.Parameters ?? []).find((parameter) => parameter.ParameterKey === name);
    const before = stack.rawParameters.find((parameter) => parameter.ParameterKey === name)?.ParameterValue;
    const given = asked?.UsePreviousValue ? before : asked?.ParameterValue;
    return { ParameterKey: name, ParameterValue: given ?? String(definition.Default) };
  });
}

/** The service role acts once a stack has one; without, whoever asks. */
function roleOf(request: Request, stack: Stack, call: Call): { roleArn: string | undefined; principal: Principal } {
  const roleArn = request.RoleARN ?? stack.roleArn;
  return { roleArn, principal: roleArn === undefined ? call.principal : { kind: 'role', arn: roleArn, sessionName: 'AWSCloudFormation' } };
}

function checkCapabilities(template: Template, capabilities: readonly string[]): void {
  const iam = Object.values(template.resources).filter((resource) => IAM_TYPES.test(resource.type));
  if (iam.length === 0 || capabilities.includes('CAPABILITY_NAMED_IAM')) return;
  const named = iam.some((resource) => NAME_PROPERTIES.some((name) => resource.properties[name] !== undefined));
  if (!named && capabilities.includes('CAPABILITY_IAM')) return;
  throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'}]`);
}
