// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates and definitions write their variables so.
import { describe, expect, it } from 'vitest';
import { acceptedWithoutEffect } from '#twin/cloudformation/without-effect.ts';
import { START_MS } from '../services/account.ts';
import { prepare, thing } from './thing-service.ts';

describe('a stack that is created', () => {
  it('makes resources side by side and waits for what they need', async () => {
    const { create, play, history, stack, log } = prepare();

    create({
      A: thing({ Seconds: 60 }),
      B: thing({ Seconds: 60 }),
      C: thing({ Seconds: 30, Of: { Ref: 'A' } }, { DependsOn: 'B' }),
    });
    expect(stack().StackStatus).toBe('CREATE_IN_PROGRESS');
    await play();

    expect(stack().StackStatus).toBe('CREATE_COMPLETE');
    expect(log.slice(0, 2)).toEqual(['create A', 'create B']);
    expect(history().at(-1)).toBe('demo CREATE_COMPLETE');
    expect(history().indexOf('C CREATE_IN_PROGRESS')).toBeGreaterThan(history().indexOf('B CREATE_COMPLETE'));
  });

  it('takes virtual time and tells the bus', async () => {
    const { create, play, emitted } = prepare();

    create({ A: thing({ Seconds: 90 }) }, {}, { ClientRequestToken: 'run-1' });
    await play();

    const done = emitted.filter((event) => event.type === 'CloudFormation Stack Status Change').at(-1);
    expect(done?.at).toBe(new Date(START_MS + 90_000).toISOString());
    expect(done?.detail).toMatchObject({
      'status-details': { status: 'CREATE_COMPLETE', 'status-reason': '' },
      'client-request-token': 'run-1',
    });
    expect(emitted.find((event) => event.type === 'CloudFormation Resource Status Change')?.detail).toMatchObject({
      'logical-resource-id': 'A',
      'resource-type': 'Test::Thing',
      'status-details': { status: 'CREATE_IN_PROGRESS' },
    });
  });

  it('gives its tags and its own to every resource', async () => {
    const { create, play, things } = prepare();

    create({ A: thing({ Name: 'a', Tags: [{ Key: 'role', Value: 'web' }] }) }, {}, { Tags: [{ Key: 'nines:site', Value: 'myapp' }] });
    await play();

    expect(things.get('a')?.tags).toMatchObject({ 'nines:site': 'myapp', role: 'web', 'aws:cloudformation:logical-id': 'A' });
  });

  it('lists properties that nobody read', async () => {
    const { create, play, cloud } = prepare();

    create({ A: thing({ Name: 'a', Colour: 'red', Shape: { Corners: 3 } }) });
    await play();

    expect(acceptedWithoutEffect(cloud)).toEqual(['Test::Thing.Colour', 'Test::Thing.Shape']);
  });
});

describe('a stack that fails half way', () => {
  it('rolls back in reverse order and says why', async () => {
    const { create, play, stack, history, things, log, call } = prepare();

    create({ A: thing({ Seconds: 10 }), B: thing({ Of: { Ref: 'A' }, Broken: true, Name: 'b' }), C: thing({ Of: { Ref: 'B' } }) });
    await play();

    expect(stack().StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(history()).toContain('B CREATE_FAILED');
    expect(history()).not.toContain('C CREATE_IN_PROGRESS');
    expect(log).toContain('delete A');
    expect([...things.keys()]).toEqual(['b']);
    const events = call('DescribeStackEvents', { StackName: 'demo' }).StackEvents;
    expect(events.find((event: { ResourceStatus: string }) => event.ResourceStatus === 'ROLLBACK_IN_PROGRESS').ResourceStatusReason).toBe(
      'The following resource(s) failed to create: [B]. Rollback requested by user.',
    );
  });

  it('cancels what is being made and deletes it once it is there', async () => {
    const { create, play, history, log, stack } = prepare();

    create({ Slow: thing({ Seconds: 600 }), Bad: thing({ Seconds: 5, Broken: true }) });
    await play();

    expect(history()).toContain('Slow CREATE_FAILED');
    expect(history()).not.toContain('Slow CREATE_COMPLETE');
    expect(log.indexOf('delete Slow')).toBeGreaterThan(log.indexOf('created Slow'));
    expect(stack().StackStatus).toBe('ROLLBACK_COMPLETE');
  });

  it('ends as ROLLBACK_FAILED when a resource does not go', async () => {
    const { create, play, stack } = prepare();

    create({ A: thing({ Sticky: true }), B: thing({ Broken: true }, { DependsOn: 'A' }) });
    await play();

    expect(stack()).toMatchObject({
      StackStatus: 'ROLLBACK_FAILED',
      StackStatusReason: 'The following resource(s) failed to delete: [A].',
    });
  });

  it('keeps what it made with DisableRollback', async () => {
    const { create, play, stack, log } = prepare();

    create({ A: thing(), B: thing({ Broken: true }, { DependsOn: 'A' }) }, {}, { DisableRollback: true });
    await play();

    expect(stack().StackStatus).toBe('CREATE_FAILED');
    expect(log).not.toContain('delete A');
  });

  it('deletes itself with OnFailure DELETE', async () => {
    const { create, play, call } = prepare();

    const { StackId } = create({ A: thing({ Broken: true }) }, {}, { OnFailure: 'DELETE' });
    await play();

    expect(call('DescribeStacks', { StackName: StackId }).Stacks[0].StackStatus).toBe('DELETE_COMPLETE');
    expect(() => call('DescribeStacks', { StackName: 'demo' })).toThrow('does not exist');
  });
});

describe('what is refused before anything begins', () => {
  it.each([
    ['an unknown type', { A: { Type: 'AWS::Nowhere::Thing' } }, 'the resource type AWS::Nowhere::Thing'],
    ['an unknown name', { A: thing({ Of: { Ref: 'Nobody' } }) }, 'Unresolved resource dependencies [Nobody]'],
    ['a circle', { A: thing({ Of: { Ref: 'B' } }), B: thing({ Of: { Ref: 'A' } }) }, 'Circular dependency between resources: [A, B]'],
    ['an unknown attribute of a resource', { A: thing({}, { CreationPolicy: {} }) }, 'the resource attribute CreationPolicy'],
  ])('%s', (_case, resources, message) => {
    const { create, call } = prepare();

    expect(() => create(resources)).toThrow(message);

    expect(call('DescribeStacks', {}).Stacks).toEqual([]);
  });

  it('a second stack of the name', () => {
    const { create } = prepare();
    create({ A: thing() });

    expect(() => create({ A: thing() })).toThrow('Stack [demo] already exists');
  });

  it('transforms, by name', () => {
    const { create } = prepare();

    expect(() => create({ A: thing() }, { Transform: 'AWS::Serverless-2016-10-31' })).toThrow('the template section Transform');
  });
});

describe('a stack that is updated', () => {
  it('changes what differs, makes what is new and deletes what is gone', async () => {
    const { create, update, play, log, stack, outputs } = prepare();
    create({ A: thing({ Size: 1, Name: 'a' }), B: thing({ Name: 'b' }), Old: thing() });
    await play();
    log.length = 0;

    update(
      { A: thing({ Size: 5, Name: 'a' }), B: thing({ Name: 'b' }), New: thing({ Of: { Ref: 'A' } }) },
      { Outputs: { Size: { Value: { 'Fn::GetAtt': ['A', 'Detail.Size'] } } } },
    );
    await play();

    expect(log).toEqual(['resize A to 5', 'create New', 'created New', 'delete Old']);
    expect(stack().StackStatus).toBe('UPDATE_COMPLETE');
    expect(outputs()).toEqual({ Size: '5' });
  });

  it('replaces before it deletes', async () => {
    const { create, update, play, log, things } = prepare();
    create({ A: thing({ Name: 'a' }) });
    await play();
    log.length = 0;

    update({ A: thing({ Name: 'a2' }) });
    await play();

    expect(log).toEqual(['create A', 'created A', 'delete A']);
    expect([...things.keys()]).toEqual(['a2']);
  });

  it('takes everything back when one change fails', async () => {
    const { create, update, play, stack, things, history } = prepare();
    create({ A: thing({ Name: 'a', Size: 1 }), B: thing({ Name: 'b', Size: 1 }, { DependsOn: 'A' }) });
    await play();

    update({ A: thing({ Name: 'a', Size: 9 }), B: thing({ Name: 'b', Size: 500 }, { DependsOn: 'A' }), C: thing({ Name: 'c' }) });
    await play();

    expect(stack().StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([...things.values()].map(({ name, size }) => `${name} ${size}`)).toEqual(['a 1', 'b 1']);
    expect(history()).toContain('B UPDATE_FAILED');
  });

  it('hands on what a replacement changed', async () => {
    const { create, update, play, things, outputs } = prepare();
    const user = { B: thing({ Name: { 'Fn::Sub': '${A}-user' } }) };
    create({ A: thing({ Name: 'a' }), ...user });
    await play();

    update({ A: thing({ Name: 'a2' }), ...user }, { Outputs: { Name: { Value: { Ref: 'B' } } } });
    await play();

    expect([...things.keys()].sort()).toEqual(['a2', 'a2-user']);
    expect(outputs()).toEqual({ Name: 'a2-user' });
  });

  it('keeps its resources when only its tags change', async () => {
    const { create, update, play, stack, log } = prepare();
    create({ A: thing({ Name: 'a' }) });
    await play();
    log.length = 0;

    update({ A: thing({ Name: 'a' }) }, {}, { Tags: [{ Key: 'owner', Value: 'ada' }] });
    await play();

    expect(stack()).toMatchObject({ StackStatus: 'UPDATE_COMPLETE', Tags: [{ Key: 'owner', Value: 'ada' }] });
    expect(log).not.toContain('delete A');
  });

  it('refuses when nothing differs', async () => {
    const { create, update, play } = prepare();
    create({ A: thing({ Size: 1 }) });
    await play();

    expect(() => update({ A: thing({ Size: 1 }) })).toThrow('No updates are to be performed.');
  });

  it('refuses while it is busy', () => {
    const { create, update } = prepare();
    create({ A: thing({ Seconds: 60 }) });

    expect(() => update({ A: thing({ Size: 2 }) })).toThrow('is in CREATE_IN_PROGRESS state and can not be updated');
  });
});

describe('two stacks of one seed', () => {
  it('leave the same journal', async () => {
    const heads = [];
    for (let round = 0; round < 2; round++) {
      const { create, play, cloud } = prepare();
      create({ A: thing({ Seconds: 3 }), B: thing({ Of: { Ref: 'A' } }), C: thing({ Broken: true, Seconds: 9 }) });
      await play();
      heads.push(cloud.journal.head);
    }

    expect(heads[0]).toBe(heads[1]);
  });
});

describe('a stack that is deleted', () => {
  it('goes in reverse order and keeps what is retained', async () => {
    const { create, play, call, log, things } = prepare();
    const { StackId } = create({
      A: thing({ Name: 'a' }, { DeletionPolicy: 'Retain' }),
      B: thing({ Of: { Ref: 'A' } }),
      C: thing({ Of: { Ref: 'B' } }),
    });
    await play();
    log.length = 0;

    call('DeleteStack', { StackName: 'demo' });
    await play();

    expect(log).toEqual(['delete C', 'delete B']);
    expect([...things.keys()]).toEqual(['a']);
    expect(call('DescribeStacks', { StackName: StackId }).Stacks[0].StackStatus).toBe('DELETE_COMPLETE');
  });

  it('may be deleted in the midst of its creation', async () => {
    const { create, play, call, things, cloud } = prepare();
    const { StackId } = create({ A: thing({ Seconds: 300 }), B: thing({ Of: { Ref: 'A' } }) });
    await cloud.runUntil(START_MS + 60_000);

    call('DeleteStack', { StackName: 'demo' });
    await play();

    expect(things.size).toBe(0);
    expect(call('DescribeStacks', { StackName: StackId }).Stacks[0].StackStatus).toBe('DELETE_COMPLETE');
  });

  it('stays when something in it does not go', async () => {
    const { create, play, call, stack } = prepare();
    create({ A: thing({ Sticky: true }) });
    await play();

    call('DeleteStack', { StackName: 'demo' });
    await play();

    expect(stack()).toMatchObject({ StackStatus: 'DELETE_FAILED', StackStatusReason: 'The following resource(s) failed to delete: [A].' });
  });

  it('stays when it promised a snapshot that nobody takes', async () => {
    const { create, play, call, stack, things } = prepare();
    create({ A: thing({}, { DeletionPolicy: 'Snapshot' }) });
    await play();

    call('DeleteStack', { StackName: 'demo' });
    await play();

    expect(stack().StackStatus).toBe('DELETE_FAILED');
    expect(things.size).toBe(1);
  });

  it('is refused while its export is in use', async () => {
    const { create, play, call } = prepare();
    create({ A: thing({ Name: 'a' }) }, { Outputs: { Name: { Value: { Ref: 'A' }, Export: { Name: 'shared' } } } });
    await play();
    call('CreateStack', {
      StackName: 'user',
      TemplateBody: JSON.stringify({
        Resources: { U: thing({ Name: { 'Fn::Sub': ['${N}-user', { N: { 'Fn::ImportValue': 'shared' } }] } }) },
      }),
    });
    await play();

    expect(() => call('DeleteStack', { StackName: 'demo' })).toThrow('Export shared cannot be deleted as it is in use by user');
  });

  it('is refused under termination protection', async () => {
    const { create, play, call } = prepare();
    create({ A: thing() }, {}, { EnableTerminationProtection: true });
    await play();

    expect(() => call('DeleteStack', { StackName: 'demo' })).toThrow('TerminationProtection is enabled');
  });

  it('is no error when there is none', () => {
    const { call } = prepare();

    expect(call('DeleteStack', { StackName: 'nobody' })).toEqual({});
  });
});
