import { parseJsonPath, selectPath } from './json-path.ts';
import { isTextTemplate, parseTemplate } from './template.ts';

/** The transformed input is not valid JSON, so EventBridge does not deliver the event to this target. */
export class InputTransformError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'InputTransformError';
  }
}

/** `InputTransformer` of a rule's target. */
export type InputTransformer = { inputPathsMap: Record<string, string>; inputTemplate: string };

/** A target's way to make its input, the event, and what the reserved variables name. */
export type TransformOptions = {
  inputPath?: string;
  input?: string;
  inputTransformer?: InputTransformer;
  event: unknown;
  ruleArn: string;
  ruleName: string;
  ingestionTimeMs: number;
};

const RESERVED = {
  ruleArn: 'aws.events.rule-arn',
  ruleName: 'aws.events.rule-name',
  ingestionTime: 'aws.events.event.ingestion-time',
  event: 'aws.events.event',
  eventJson: 'aws.events.event.json',
} as const;

const RESERVED_NAMES: ReadonlySet<string> = new Set(Object.values(RESERVED));
const MAX_VARIABLES = 100;
const MAX_TEMPLATE_CHARACTERS = 8192;

/** What the target of a rule receives, as a value: text that is not JSON stays a string. */
export function transformInput(options: TransformOptions): unknown {
  const text = transformInputText(options);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What the target of a rule receives, character by character. */
export function transformInputText(options: TransformOptions): string {
  const { input, inputPath, inputTransformer, event } = options;
  if (inputTransformer !== undefined) return applyTemplate(inputTransformer, options);
  if (input !== undefined) return input;
  if (inputPath === undefined) return JSON.stringify(event);
  const selected = selectPath(parseJsonPath(inputPath) ?? fail(`InputPath ${inputPath} is not a valid JSON path`), event);
  return JSON.stringify(selected) ?? fail(`InputPath ${inputPath} finds nothing in the event`);
}

/** The reasons for which PutTargets refuses an InputTransformer; none when it is good. */
export function inputTransformerProblems({ inputPathsMap, inputTemplate }: InputTransformer): string[] {
  const problems: string[] = [];
  const names = Object.keys(inputPathsMap);
  if (names.length > MAX_VARIABLES) problems.push(`InputPathsMap has more than ${MAX_VARIABLES} variables.`);
  if (inputTemplate.length > MAX_TEMPLATE_CHARACTERS) problems.push(`InputTemplate is longer than ${MAX_TEMPLATE_CHARACTERS} characters.`);
  for (const name of names) {
    if (/^aws\./i.test(name)) problems.push(`InputPathsMap contains the reserved variable ${name}.`);
    if (parseJsonPath(inputPathsMap[name] as string) === undefined) problems.push(`InputPathsMap contains an invalid path for ${name}.`);
  }
  for (const part of parseTemplate(inputTemplate)) {
    if (!('variable' in part) || RESERVED_NAMES.has(part.variable) || Object.hasOwn(inputPathsMap, part.variable)) continue;
    problems.push(`InputTemplate contains invalid placeholder ${part.variable}.`);
  }
  return problems;
}

function applyTemplate(transformer: InputTransformer, options: TransformOptions): string {
  const problems = inputTransformerProblems(transformer);
  if (problems.length > 0) fail(problems.join(' '));
  const asText = isTextTemplate(transformer.inputTemplate);
  const filled = parseTemplate(transformer.inputTemplate)
    .map((part) => {
      if ('text' in part) return part.text;
      const value = variableValue(part.variable, transformer, options);
      return part.quoted ? withinString(value, asText) : JSON.stringify(value);
    })
    .join('');
  if (!asText) refuseUnlessJson(filled);
  return filled;
}

/** A path that finds nothing leaves an empty string. */
function variableValue(name: string, transformer: InputTransformer, options: TransformOptions): unknown {
  switch (name) {
    case RESERVED.ruleArn:
      return options.ruleArn;
    case RESERVED.ruleName:
      return options.ruleName;
    case RESERVED.ingestionTime:
      return new Date(options.ingestionTimeMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
    case RESERVED.event:
      return withoutDetail(options.event as Record<string, unknown>);
    case RESERVED.eventJson:
      return options.event;
    default:
      return selectPath(parseJsonPath(transformer.inputPathsMap[name] as string) ?? [], options.event) ?? '';
  }
}

/** The service spells `detail-type` differently in this one variable. */
function withoutDetail(event: Record<string, unknown>): Record<string, unknown> {
  const { id, account, time, source, region, resources, version } = event;
  return { id, account, detailType: event['detail-type'], time, source, region, resources, version };
}

/** Within a string values stand as they are, unescaped; text templates lose the quotation marks of objects and lists. */
function withinString(value: unknown, asText: boolean): string {
  if (typeof value === 'string') return value;
  const json = JSON.stringify(value);
  return asText ? json.replaceAll('"', '') : json;
}

function refuseUnlessJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    fail('the transformed input is not valid JSON');
  }
}

function fail(reason: string): never {
  throw new InputTransformError(reason);
}
