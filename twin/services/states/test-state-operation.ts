import type { TestStateInput } from '@aws-sdk/client-sfn';
import {
  type ExecutionContext,
  type Host,
  InvalidDefinitionError,
  type Json,
  type StateMock,
  type StateTest,
  type StateTested,
  testState,
  UntestableError,
} from '#language/asl/index.ts';
import type { Operation } from '../../cloud.ts';
import { serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { given } from '../../properties.ts';
import { refuseUnknown, taking } from '../../refuse.ts';
import { refuseBadTasks } from './check-definition.ts';
import { checkMock } from './check-mock.ts';
import { type RunTask, runTask } from './integrations.ts';

const SETTINGS = ['retrierRetryCount', 'errorCausedByState', 'mapIterationFailureCount', 'mapItemReaderData'];

type Tools = Pick<RunTask, 'cloud' | 'random' | 'store' | 'tokens' | 'activities'>;
type JsonObject = { [key: string]: Json };

/** TestState: one state, really carried out or with a mock for its effect. */
export function testStateOperations(tools: Tools): Record<string, Operation> {
  const streams = tools.random.split('test-state');
  return {
    TestState: taking(
      'states:TestState',
      'definition roleArn input inspectionLevel revealSecrets variables stateName mock context stateConfiguration',
      async (input: TestStateInput) => {
        refuseUnsupported(input);
        const definition = jsonOf(input.definition, 'definition', 'InvalidDefinition') as JsonObject;
        // A state alone is checked as the state of a machine.
        refuseBadTasks(input.stateName === undefined ? { States: { TestState: definition } } : definition);
        if (input.mock?.result !== undefined) checkMock(definition, input);
        const tested = await tried(() => testState(testOf(tools, streams.uuid(), definition, input)));
        return answerOf(tested, input.inspectionLevel === 'DEBUG');
      },
    ),
  };
}

/** Only HTTP tasks have something to trace and secrets to reveal, and they are not in the twin. */
function refuseUnsupported(input: TestStateInput): void {
  if (input.inspectionLevel === 'TRACE') throw new NotInTwinError('states:TestState with the inspection level TRACE');
  if (input.revealSecrets === true) throw new NotInTwinError('states:TestState with revealSecrets');
  if (input.mock === undefined && input.roleArn === undefined) throw invalid('A roleArn is required unless a mock is given');
  if (input.mock?.result !== undefined && input.mock.errorOutput !== undefined)
    throw invalid('A mock has either a result or an errorOutput');
  refuseUnknown('states:TestState mock', input.mock ?? {}, ['result', 'errorOutput', 'fieldValidationMode']);
  refuseUnknown('states:TestState stateConfiguration', input.stateConfiguration ?? {}, SETTINGS);
}

async function tried(test: () => Promise<StateTested>): Promise<StateTested> {
  try {
    return await test();
  } catch (error) {
    if (error instanceof InvalidDefinitionError)
      throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${error.message}'`);
    if (error instanceof UntestableError) throw invalid(error.message);
    throw error;
  }
}

function testOf(tools: Tools, name: string, definition: Json, input: TestStateInput): StateTest {
  const { cloud } = tools;
  const { stateConfiguration: settings = {}, stateName, mock } = input;
  const executionArn = serviceArn(cloud, 'states', `execution:TestState:${name}`);
  const machineArn = serviceArn(cloud, 'states', 'stateMachine:TestState');
  const roleArn = input.roleArn ?? '';
  const data = jsonOf(input.input ?? '{}', 'input', 'InvalidExecutionInput');
  const context: ExecutionContext = {
    Execution: {
      Id: executionArn,
      Name: name,
      RoleArn: roleArn,
      StartTime: new Date(cloud.clock.nowMs).toISOString(),
      Input: data,
      RedriveCount: 0,
    },
    StateMachine: { Id: machineArn, Name: 'TestState' },
  };
  return {
    definition,
    input: data,
    context,
    host: hostOf({ ...tools, principal: { kind: 'role', arn: roleArn, sessionName: name }, names: { executionArn, machineArn } }, name),
    ...given({
      stateName,
      contextGiven: objectOf(input.context, 'context'),
      variables: objectOf(input.variables, 'variables'),
      mock: mock && mockOf(mock),
      retrierRetryCount: settings.retrierRetryCount,
      errorCausedByState: settings.errorCausedByState,
      mapIterationFailureCount: settings.mapIterationFailureCount,
      mapItemReaderData: settings.mapItemReaderData,
    }),
  };
}

function hostOf(tools: Omit<RunTask, 'random'> & Tools, name: string): Host {
  const { clock } = tools.cloud;
  const random = tools.random.split(`test ${name}`);
  return {
    now: () => clock.nowMs,
    after: (delayMs, fn) => clock.after(delayMs, `test of a state ${name}`, fn),
    random: () => random.next(),
    uuid: () => random.uuid(),
    newTaskToken: () => tools.tokens.create(random),
    runTask: (request, done) => runTask({ ...tools, random }, request, done),
  };
}

function mockOf({ result, errorOutput }: NonNullable<TestStateInput['mock']>): StateMock {
  if (result !== undefined) return { result: jsonOf(result, 'mock.result', 'ValidationException') };
  if (errorOutput?.error === undefined) throw invalid('A mock has a result, or an errorOutput with an error');
  return { error: errorOutput.error, ...given({ cause: errorOutput.cause }) };
}

function objectOf(text: string | undefined, field: string): JsonObject | undefined {
  if (text === undefined) return undefined;
  const value = jsonOf(text, field, 'ValidationException');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${field} must be a JSON object`);
  return value;
}

function jsonOf(text: string | undefined, field: string, shape: string): Json {
  try {
    return JSON.parse(text ?? '') as Json;
  } catch (error) {
    throw new AwsError(shape, `Invalid ${field}: '${(error as Error).message}'`);
  }
}

function answerOf({ status, output, error, cause, nextState, inspection }: StateTested, isDebug: boolean): object {
  const { errorDetails, toleratedFailureCount, toleratedFailurePercentage, maxConcurrency, ...data } = inspection;
  const texts = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, JSON.stringify(value)]));
  const numbers = given({ errorDetails, toleratedFailureCount, toleratedFailurePercentage, maxConcurrency });
  return {
    status,
    ...given({ output: output === undefined ? undefined : JSON.stringify(output), error, cause, nextState }),
    ...(isDebug ? { inspectionData: { ...texts, ...numbers } } : {}),
  };
}

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
