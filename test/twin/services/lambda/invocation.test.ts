import { describe, expect, it } from 'vitest';
import { account, makeFunction } from '../../fixtures/account.ts';
import { sourceFolder } from '../../fixtures/bundle.ts';
import { PERSON } from '../account.ts';
import { make, played } from '../resources.ts';

const SOURCES = {
  echo: `exports.handler = async (event, context) => ({ event, name: context.functionName, id: context.awsRequestId });`,
  nothing: `exports.handler = async () => {};`,
  throwing: `exports.handler = async () => { throw new RangeError('too far'); };`,
  slow: `exports.handler = async () => { await new Promise((done) => setTimeout(done, 10_000)); console.log('zombie'); };`,
  stuck: `exports.handler = () => new Promise(() => {});`,
  crashing: `exports.handler = () => new Promise(() => { setTimeout(() => { throw new Error('in a timer'); }, 10); });`,
  broken: `throw new SyntaxError('no module');`,
  counting: `let n = 0; exports.handler = async () => ++n;`,
};

async function functionOf(name: keyof typeof SOURCES, properties: Record<string, unknown> = {}) {
  const made = account(sourceFolder(SOURCES));
  await makeFunction(made.cloud, name, properties);
  const invoke = () => played(made.cloud, made.lambda.invoke(name, '{"a":1}', PERSON));
  const ends = () =>
    made.cloud.journal.lines.map((line) => JSON.parse(line)).filter((entry) => entry.kind === 'invocation' && entry.phase === 'end');
  return { ...made, invoke, ends };
}

describe('an invocation', () => {
  it('hands the event and the context to the handler', async () => {
    const { invoke } = await functionOf('echo');

    const { payload, functionError } = await invoke();

    expect(functionError).toBeUndefined();
    expect(JSON.parse(payload)).toMatchObject({ event: { a: 1 }, name: 'echo', id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it('answers null when the handler returns nothing', async () => {
    const { invoke } = await functionOf('nothing');

    expect(await invoke()).toEqual({ payload: 'null' });
  });

  it('answers the error as Lambda does when the handler throws, and keeps the environment', async () => {
    const { invoke, lambda } = await functionOf('throwing');

    const { payload, functionError } = await invoke();
    await invoke();

    expect(functionError).toBe('Unhandled');
    expect(JSON.parse(payload)).toEqual({
      errorType: 'RangeError',
      errorMessage: 'too far',
      trace: expect.arrayContaining(['RangeError: too far']),
    });
    expect(lambda.stats().coldStarts).toBe(1);
  });

  it('is cut off at its timeout, whose environment never runs again', async () => {
    const { invoke, lambda, logs, ends, cloud } = await functionOf('slow', { Timeout: 3 });

    const { payload } = await invoke();
    await cloud.runUntil(cloud.clock.nowMs + 60_000);
    await invoke();

    expect(JSON.parse(payload)).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/Task timed out after 3\.00 seconds$/),
    });
    expect(ends()[0]).toMatchObject({ outcome: 'timeout' });
    expect(lambda.stats().coldStarts).toBe(2);
    expect(logs.lines('/aws/lambda/slow').some((line) => line.includes('zombie'))).toBe(false);
  });

  it('ends with NodeJsExit when nothing can ever settle its promise', async () => {
    const { invoke } = await functionOf('stuck');

    const { payload } = await invoke();

    expect(JSON.parse(payload).errorType).toBe('Runtime.NodeJsExit');
  });

  it('ends with the error of a timer that nobody catches', async () => {
    const { invoke, ends } = await functionOf('crashing');

    const { payload } = await invoke();

    expect(JSON.parse(payload)).toMatchObject({ errorType: 'Error', errorMessage: 'in a timer' });
    expect(ends()[0]).toMatchObject({ outcome: 'exit' });
  });

  it('fails with the error of a module that does not load', async () => {
    const { invoke } = await functionOf('broken');

    expect(JSON.parse((await invoke()).payload)).toMatchObject({ errorType: 'SyntaxError', errorMessage: 'no module' });
  });

  it('starts cold once and keeps its module warm until it was idle too long', async () => {
    const { invoke, cloud } = await functionOf('counting');

    const warm = [(await invoke()).payload, (await invoke()).payload];
    await cloud.runUntil(cloud.clock.nowMs + 11 * 60_000);
    const later = (await invoke()).payload;

    expect(warm).toEqual(['1', '2']);
    expect(later).toBe('1');
  });

  it('charges the start and the virtual time that passed', async () => {
    const { invoke, ends, lambda } = await functionOf('slow', { MemorySize: 1024 });

    await invoke();
    await invoke();

    const [cold, warm] = ends().map((end) => end.billedMs);
    expect(cold).toBeGreaterThan(10_050);
    expect(warm).toBe(10_000);
    expect(lambda.stats().gbSeconds.arm64).toBeCloseTo((cold + warm) / 1000);
  });

  it('is throttled when the reserved concurrency is in use', async () => {
    const { cloud, lambda } = await functionOf('slow', { ReservedConcurrentExecutions: 1 });

    const both = await played(cloud, Promise.allSettled([lambda.invoke('slow', '{}', PERSON), lambda.invoke('slow', '{}', PERSON)]));

    expect(both.map((one) => one.status)).toEqual(['fulfilled', 'rejected']);
    expect((both[1] as PromiseRejectedResult).reason).toMatchObject({ shape: 'TooManyRequestsException' });
  });
});

describe('the permission to invoke', () => {
  const RULE = 'arn:aws:events:us-east-1:123456789012:rule/scale';
  const events = (sourceArn?: string) =>
    ({ kind: 'service', service: 'events.amazonaws.com', ...(sourceArn ? { sourceArn } : {}) }) as const;
  const permit = { Action: 'lambda:InvokeFunction', FunctionName: 'echo', Principal: 'events.amazonaws.com', SourceArn: RULE };

  it('lets a service in whose source the policy names', async () => {
    const { cloud, lambda } = await functionOf('echo');
    await make(cloud, 'AWS::Lambda::Permission', permit);

    const { payload } = await played(cloud, lambda.invoke('echo', '{}', events(RULE)));

    expect(JSON.parse(payload).name).toBe('echo');
  });

  it.each(['arn:aws:events:*:123456789012:rule/*', 'arn:aws:events:us-east-?:*:rule/sc*e'])(
    'lets a service in by the pattern %s',
    async (SourceArn) => {
      const { cloud, lambda } = await functionOf('echo');
      await make(cloud, 'AWS::Lambda::Permission', { ...permit, SourceArn });

      const { payload } = await played(cloud, lambda.invoke('echo', '{}', events(RULE)));

      expect(JSON.parse(payload).name).toBe('echo');
    },
  );

  it.each([
    ['without any permission', undefined, events(RULE)],
    ['for another source', permit, events(`${RULE}-other`)],
    ['without a source where one is asked for', permit, events()],
    ['for another rule', { ...permit, SourceArn: RULE.replace(/[^/]+$/, 'other-*') }, events(RULE)],
    ['by a pattern that would have to reach over a colon', { ...permit, SourceArn: 'arn:aws:events:*:rule/*' }, events(RULE)],
    ['for another service', permit, { kind: 'service', service: 'sns.amazonaws.com', sourceArn: RULE } as const],
    ['for another account', { ...permit, SourceArn: undefined, SourceAccount: '210987654321' }, events(RULE)],
    ['for nobody', permit, { kind: 'anonymous' } as const],
  ])('denies a service %s', async (_when, permission, by) => {
    const { cloud } = await functionOf('echo');
    if (permission) await make(cloud, 'AWS::Lambda::Permission', permission);

    const call = () => cloud.call('lambda', 'Invoke', { FunctionName: 'echo', InvocationType: 'Event' }, by);

    expect(call).toThrow(expect.objectContaining({ shape: 'AccessDeniedException' }));
  });
});

describe('what Invoke refuses', () => {
  it.each([
    ['a function that is not there', { FunctionName: 'absent' }, 'ResourceNotFoundException'],
    ['a version that is not there', { FunctionName: 'echo', Qualifier: '7' }, 'ResourceNotFoundException'],
    ['a payload that is no JSON', { FunctionName: 'echo', Payload: new Uint8Array([123]) }, 'InvalidRequestContentException'],
  ])('%s', async (_what, input, shape) => {
    const { cloud } = await functionOf('echo');

    expect(() => cloud.call('lambda', 'Invoke', input, PERSON)).toThrow(expect.objectContaining({ shape }));
  });

  it('a property of the template that it does not act upon', async () => {
    const { cloud } = account(sourceFolder(SOURCES));

    await expect(makeFunction(cloud, 'echo', { SnapStart: { ApplyOn: 'PublishedVersions' } })).rejects.toThrow(
      'AWS::Lambda::Function with SnapStart',
    );
  });

  it('code that is not among the assets of a handler', async () => {
    const { cloud } = account(sourceFolder(SOURCES));

    await expect(makeFunction(cloud, 'echo', { Handler: 'absent.handler' })).rejects.toThrow('Could not find the handler absent.handler');
  });
});
