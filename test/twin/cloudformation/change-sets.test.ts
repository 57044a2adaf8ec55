import { describe, expect, it } from 'vitest';
import { prepare, thing } from './thing-service.ts';

const body = (resources: object) => JSON.stringify({ Resources: resources });
const SET = { StackName: 'demo', ChangeSetName: 'first' };

function reviewed() {
  const twin = prepare();
  const asked = twin.call('CreateChangeSet', { ...SET, ChangeSetType: 'CREATE', TemplateBody: body({ A: thing({ Name: 'a' }) }) });
  return { ...twin, asked, look: () => twin.call('DescribeChangeSet', SET) };
}

describe('a change set', () => {
  it('is pending, then complete with its changes, and makes the stack when executed', async () => {
    const { look, call, play, stack, things } = reviewed();

    expect(look()).toMatchObject({ Status: 'CREATE_PENDING', ExecutionStatus: 'UNAVAILABLE' });
    expect(stack().StackStatus).toBe('REVIEW_IN_PROGRESS');
    await play();
    expect(look()).toMatchObject({
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
      Changes: [{ ResourceChange: { Action: 'Add', LogicalResourceId: 'A' } }],
    });
    expect(things.size).toBe(0);
    call('ExecuteChangeSet', SET);
    await play();

    expect(stack().StackStatus).toBe('CREATE_COMPLETE');
    expect(look().ExecutionStatus).toBe('EXECUTE_COMPLETE');
  });

  it('cannot be executed before it is complete, nor twice', async () => {
    const { call, play } = reviewed();

    expect(() => call('ExecuteChangeSet', SET)).toThrow('cannot be executed in its current status of [CREATE_PENDING]');
    await play();
    call('ExecuteChangeSet', SET);

    expect(() => call('ExecuteChangeSet', SET)).toThrow('cannot be executed');
  });

  it('fails when it would change nothing', async () => {
    const { call, play } = reviewed();
    await play();
    call('ExecuteChangeSet', SET);
    await play();

    call('CreateChangeSet', { StackName: 'demo', ChangeSetName: 'second', TemplateBody: body({ A: thing({ Name: 'a' }) }) });
    await play();

    const answer = call('DescribeChangeSet', { StackName: 'demo', ChangeSetName: 'second' });
    expect(answer).toMatchObject({ Status: 'FAILED', ExecutionStatus: 'UNAVAILABLE' });
    expect(answer.StatusReason).toContain("didn't contain changes");
  });

  it('names what it would modify, add and remove', async () => {
    const { call, play } = reviewed();
    await play();
    call('ExecuteChangeSet', SET);
    await play();

    call('CreateChangeSet', {
      StackName: 'demo',
      ChangeSetName: 'second',
      TemplateBody: body({ B: thing(), A: thing({ Name: 'a', Size: 4 }) }),
    });
    await play();

    const { Changes } = call('DescribeChangeSet', { StackName: 'demo', ChangeSetName: 'second' });
    expect(Changes.map((change: { ResourceChange: { Action: string } }) => change.ResourceChange.Action)).toEqual(['Add', 'Modify']);
  });

  it('becomes obsolete when another one is executed', async () => {
    const { call, play } = reviewed();
    call('CreateChangeSet', { StackName: 'demo', ChangeSetName: 'second', ChangeSetType: 'CREATE', TemplateBody: body({ B: thing() }) });
    await play();
    call('ExecuteChangeSet', SET);
    await play();

    expect(call('DescribeChangeSet', { StackName: 'demo', ChangeSetName: 'second' }).ExecutionStatus).toBe('OBSOLETE');
  });

  it('of an unknown name, or type, is refused', () => {
    const { call } = reviewed();

    expect(() => call('DescribeChangeSet', { StackName: 'demo', ChangeSetName: 'none' })).toThrow('ChangeSet [none] does not exist');
    expect(() => call('CreateChangeSet', { ...SET, ChangeSetType: 'IMPORT' })).toThrow('the change set type IMPORT');
    expect(() => call('CreateChangeSet', { StackName: 'nobody', ChangeSetName: 'x', TemplateBody: body({ A: thing() }) })).toThrow(
      'Stack with id nobody does not exist',
    );
  });

  it('can be deleted, and is gone then', async () => {
    const { call, play, look } = reviewed();
    await play();

    call('DeleteChangeSet', SET);

    expect(look).toThrow('does not exist');
  });
});

describe('templates', () => {
  it('come from the published assets by their URL', async () => {
    const { call, play, stack, cloud } = prepare();
    const text = new TextEncoder().encode(body({ A: thing({ Name: 'a' }) }));
    Object.assign(cloud, {
      assets: {
        directory: () => undefined,
        file: (bucket: string, key: string) => (`${bucket}/${key}` === 'assets-1/web.json' ? text : undefined),
      },
    });

    call('CreateStack', { StackName: 'demo', TemplateURL: 'https://assets-1.s3.us-east-1.amazonaws.com/web.json' });
    await play();

    expect(stack().StackStatus).toBe('CREATE_COMPLETE');
    expect(call('GetTemplate', { StackName: 'demo' }).TemplateBody).toContain('Test::Thing');
  });

  it('are validated without making anything', () => {
    const { call } = prepare();

    const answer = call('ValidateTemplate', {
      TemplateBody: JSON.stringify({ Parameters: { P: { Type: 'String', Default: 'x' } }, Resources: { A: thing() } }),
    });

    expect(answer.Parameters).toEqual([{ ParameterKey: 'P', DefaultValue: 'x', NoEcho: false }]);
    expect(() => call('ValidateTemplate', { TemplateBody: '{}' })).toThrow('At least one Resources member must be defined');
    expect(() => call('ValidateTemplate', { TemplateBody: 'Resources: {}' })).toThrow('templates that are not JSON');
  });

  it('with IAM need their capability', () => {
    const { create } = prepare();

    expect(() => create({ R: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'r' } } })).toThrow(
      'Requires capabilities : [CAPABILITY_NAMED_IAM]',
    );
  });
});
