import { describe, expect, it } from 'vitest';
import { createSqs } from '#twin/services/sqs/index.ts';
import { prepare, thing } from './thing-service.ts';

type ResourceChange = {
  Action: string;
  LogicalResourceId: string;
  Replacement?: string;
  PolicyAction?: string;
  Scope?: string[];
  Details?: {
    Target: { Attribute: string; Name?: string; RequiresRecreation: string };
    Evaluation: string;
    ChangeSource: string;
    CausingEntity?: string;
  }[];
};
type Written = Record<string, unknown>;

const queue = (properties: object = {}, more: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties, ...more });

/** A stack of these resources, and what a change set says of other ones. */
async function stackOf(resources: Written, parameters: Record<string, string> = {}, more: object = {}) {
  const twin = prepare((cloud) => [createSqs(cloud)]);
  const given = (values: Record<string, string>) => ({
    Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  });
  twin.create(resources, more, given(parameters));
  await twin.play();
  return {
    ...twin,
    async changes(wanted: Written, values = parameters, input: object = {}): Promise<ResourceChange[]> {
      const TemplateBody = JSON.stringify({ Resources: wanted, ...more });
      twin.call('CreateChangeSet', { StackName: 'demo', ChangeSetName: 'plan', TemplateBody, ...given(values), ...input });
      await twin.play();
      const answer = twin.call('DescribeChangeSet', { StackName: 'demo', ChangeSetName: 'plan' });
      return answer.Changes.map((change: { ResourceChange: ResourceChange }) => change.ResourceChange);
    },
  };
}

describe('the changes of a change set', () => {
  it('say that a property is changed in place', async () => {
    const { changes } = await stackOf({ Q: queue({ QueueName: 'one', VisibilityTimeout: 30 }) });

    const [change] = await changes({ Q: queue({ QueueName: 'one', VisibilityTimeout: 60 }) });

    expect(change).toMatchObject({
      Action: 'Modify',
      Replacement: 'False',
      Scope: ['Properties'],
      Details: [
        { Target: { Name: 'VisibilityTimeout', RequiresRecreation: 'Never' }, Evaluation: 'Static', ChangeSource: 'DirectModification' },
      ],
    });
    expect(change).not.toHaveProperty('PolicyAction');
  });

  it('say that a resource is made anew, and what becomes of the old one', async () => {
    const { changes } = await stackOf({ Q: queue({ QueueName: 'one' }) });

    const [change] = await changes({ Q: queue({ QueueName: 'two' }, { UpdateReplacePolicy: 'Retain' }) });

    expect(change).toMatchObject({ Replacement: 'True', PolicyAction: 'ReplaceAndRetain', Scope: ['Properties', 'UpdateReplacePolicy'] });
  });

  it('name the parameter that moves a property', async () => {
    const parameters = { Parameters: { Seconds: { Type: 'Number' } } };
    const written = { Q: queue({ VisibilityTimeout: { Ref: 'Seconds' } }) };
    const { changes } = await stackOf(written, { Seconds: '30' }, parameters);

    const [change] = await changes(written, { Seconds: '60' });

    expect(change?.Details).toEqual([
      {
        Target: { Attribute: 'Properties', Name: 'VisibilityTimeout', RequiresRecreation: 'Never' },
        Evaluation: 'Static',
        ChangeSource: 'ParameterReference',
        CausingEntity: 'Seconds',
      },
    ]);
  });

  it('follow a Ref to what is made anew, and leave open what comes of it', async () => {
    const written = (name: string) => ({
      Q: queue({ QueueName: name }),
      P: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Q' }], PolicyDocument: { Statement: [] } } },
    });
    const { changes } = await stackOf(written('one'));

    const [, policy] = await changes(written('two'));

    expect(policy).toMatchObject({
      LogicalResourceId: 'P',
      Details: [{ Target: { Name: 'Queues' }, Evaluation: 'Dynamic', ChangeSource: 'ResourceReference', CausingEntity: 'Q' }],
    });
  });

  it('do not follow a Ref to what keeps its name, but an attribute of it', async () => {
    const written = (seconds: number) => ({
      Q: queue({ QueueName: 'q', DelaySeconds: seconds }),
      ByName: thing({ Name: 'n', Of: { Ref: 'Q' } }),
      ByAttribute: thing({ Name: 'm', Of: { 'Fn::GetAtt': ['Q', 'Arn'] } }),
    });
    const { changes } = await stackOf(written(0));

    const [, ...others] = await changes(written(5));

    expect(others.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(['ByAttribute']);
    expect(others[0]?.Details?.[0]).toMatchObject({ ChangeSource: 'ResourceAttribute', CausingEntity: 'Q.Arn', Evaluation: 'Dynamic' });
  });

  it('do not count what merely has to wait for a resource', async () => {
    const written = (size: number) => ({ A: queue({ DelaySeconds: size }), B: thing({ Name: 'b' }, { DependsOn: 'A' }) });
    const { changes } = await stackOf(written(0));

    const found = await changes(written(5));

    expect(found.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(['A']);
  });

  it('tell tags of the stack apart, which replace nothing', async () => {
    const written = { Q: queue({ QueueName: 'one' }) };
    const { changes } = await stackOf(written);

    const [change] = await changes(written, {}, { Tags: [{ Key: 'site', Value: 'myapp' }] });

    expect(change).toMatchObject({
      Replacement: 'False',
      Scope: ['Tags'],
      Details: [{ Target: { Attribute: 'Tags', RequiresRecreation: 'Never' } }],
    });
  });

  it('leave open what becomes of a type that no specification knows', async () => {
    const { changes } = await stackOf({ A: thing({ Name: 'a' }) });

    const [change] = await changes({ A: thing({ Name: 'b' }) });

    expect(change?.Replacement).toBe('Conditional');
  });

  it('say what becomes of what is removed', async () => {
    const { changes } = await stackOf({ A: thing({ Name: 'a' }), Q: queue({ QueueName: 'one' }, { DeletionPolicy: 'Retain' }) });

    const found = await changes({ A: thing({ Name: 'a' }) });

    expect(found).toMatchObject([{ Action: 'Remove', LogicalResourceId: 'Q', PolicyAction: 'Retain' }]);
  });

  it('change nothing: what was planned is not done', async () => {
    const { changes, things, stack } = await stackOf({ A: thing({ Name: 'a', Size: 1 }) });
    const before = stack();

    await changes({ A: thing({ Name: 'a', Size: 9 }), B: thing({ Name: 'b' }) });

    expect([...things.values()].map(({ name, size }) => [name, size])).toEqual([['a', 1]]);
    expect(stack()).toEqual(before);
  });
});

it('a change set that is under way cannot be deleted', () => {
  const { call } = prepare();
  call('CreateChangeSet', {
    StackName: 'demo',
    ChangeSetName: 'plan',
    ChangeSetType: 'CREATE',
    TemplateBody: JSON.stringify({ Resources: { A: thing() } }),
  });

  expect(() => call('DeleteChangeSet', { StackName: 'demo', ChangeSetName: 'plan' })).toThrow('cannot be deleted in its current status');
});
