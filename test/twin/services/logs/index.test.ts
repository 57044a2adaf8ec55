import { describe, expect, it } from 'vitest';
import { account, makeFunction } from '../../fixtures/account.ts';
import { sourceFolder } from '../../fixtures/bundle.ts';
import { PERSON } from '../account.ts';
import { make, played } from '../resources.ts';

const SOURCE = `exports.handler = async () => { console.warn('careful %s', 'now'); process.stdout.write('plain\\n'); };`;

async function ran(properties: Record<string, unknown> = {}) {
  const made = account(sourceFolder({ talker: SOURCE }));
  await makeFunction(made.cloud, 'talker', properties);
  await played(made.cloud, made.lambda.invoke('talker', '{}', PERSON));
  const call = (operation: string, input: object) => made.cloud.callNow('logs', operation, input, PERSON);
  return { ...made, call };
}

describe('the lines of a function', () => {
  it('are in its log group, with the platform around them', async () => {
    const { logs } = await ran();

    expect(logs.lines('/aws/lambda/talker').map((line) => line.replace(/[0-9a-f-]{36}/g, 'ID').replace(/^2018\S+/, 'TIME'))).toEqual([
      'START RequestId: ID Version: $LATEST',
      'TIME\tID\tWARN\tcareful now',
      'plain',
      'END RequestId: ID',
      expect.stringMatching(/^REPORT RequestId: ID\tDuration: 0 ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB$/),
    ]);
  });

  it('are objects when its format is JSON', async () => {
    const { logs } = await ran({ LoggingConfig: { LogFormat: 'JSON', LogGroup: '/nines/talker' } });

    const [line] = logs.lines('/nines/talker');

    expect(JSON.parse(line ?? '')).toMatchObject({ level: 'WARN', message: 'careful now' });
  });

  it('stay out of the journal', async () => {
    const { cloud } = await ran();

    expect(cloud.journal.text()).not.toContain('careful');
  });

  it('are found by their text', async () => {
    const { call } = await ran();

    const { events } = call('FilterLogEvents', { logGroupName: '/aws/lambda/talker', filterPattern: '"careful now"' });

    expect(events).toHaveLength(1);
  });
});

describe('log groups', () => {
  it('forget what is older than their retention, and keep what came since', async () => {
    const { cloud, call } = await ran();
    await make(cloud, 'AWS::Logs::LogGroup', { LogGroupName: 'mine', RetentionInDays: 1 });
    const put = (message: string) =>
      call('PutLogEvents', { logGroupName: 'mine', logStreamName: 's', logEvents: [{ timestamp: cloud.clock.nowMs, message }] });
    const kept = () => call('FilterLogEvents', { logGroupName: 'mine' }).events.map(({ message }: { message: string }) => message);
    call('CreateLogStream', { logGroupName: 'mine', logStreamName: 's' });
    put('old');
    await cloud.runUntil(cloud.clock.nowMs + 20 * 3_600_000);
    put('new');

    const before = kept();
    await cloud.runUntil(cloud.clock.nowMs + 5 * 3_600_000);

    expect(before).toEqual(['old', 'new']);
    expect(kept()).toEqual(['new']);
    expect(call('GetLogEvents', { logGroupName: 'mine', logStreamName: 's' }).events).toHaveLength(1);
  });

  it('carry the tags of their stack, and cost by what they keep', async () => {
    const { cloud, logs } = await ran();

    await make(cloud, 'AWS::Logs::LogGroup', { LogGroupName: 'mine', RetentionInDays: 7 });

    expect(logs.taggedResources?.()).toContainEqual({
      arn: 'arn:aws:logs:us-east-1:123456789012:log-group:mine',
      tags: { 'nines:site': 'myapp' },
      billable: true,
    });
  });

  it('keep what callers put, in the order of its streams', async () => {
    const { call, cloud } = await ran();
    await make(cloud, 'AWS::Logs::LogGroup', { LogGroupName: 'mine', RetentionInDays: 7 });
    call('CreateLogStream', { logGroupName: 'mine', logStreamName: 's' });
    const { nowMs } = cloud.clock;

    call('PutLogEvents', {
      logGroupName: 'mine',
      logStreamName: 's',
      logEvents: [
        { timestamp: nowMs - 1, message: 'one' },
        { timestamp: nowMs, message: 'two' },
      ],
    });

    expect(call('GetLogEvents', { logGroupName: 'mine', logStreamName: 's', startTime: nowMs }).events).toMatchObject([{ message: 'two' }]);
    expect(call('DescribeLogGroups', { logGroupNamePrefix: 'mi' }).logGroups).toMatchObject([{ logGroupName: 'mine', retentionInDays: 7 }]);
  });

  it.each([
    ['a group that is not there', 'GetLogEvents', { logGroupName: 'absent', logStreamName: 's' }, 'ResourceNotFoundException'],
    [
      'a stream that is not there',
      'PutLogEvents',
      { logGroupName: '/aws/lambda/talker', logStreamName: 'absent', logEvents: [] },
      'ResourceNotFoundException',
    ],
    ['a group twice', 'CreateLogGroup', { logGroupName: '/aws/lambda/talker' }, 'ResourceAlreadyExistsException'],
  ])('refuse %s', async (_what, operation, input, shape) => {
    const { call } = await ran();

    expect(() => call(operation, input)).toThrow(expect.objectContaining({ shape }));
  });

  it('refuse a filter pattern with operators, by name', async () => {
    const { call } = await ran();

    expect(() => call('FilterLogEvents', { logGroupName: '/aws/lambda/talker', filterPattern: '{ $.level = "x" }' })).toThrow(
      'the filter pattern',
    );
  });
});
