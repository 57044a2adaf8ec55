// Goal: a worker takes messages at its rate, leaves what fails to come back, and ends what it has in hand before it goes. Method: the
// model on a cloud with a queue, and nothing else of AWS.
import { beforeEach, describe, expect, it } from 'vitest';
import { createNodeModel } from '#site/model/index.ts';
import { createCloud, NO_FAULTS } from '#twin/create-cloud.ts';
import { createSqs } from '#twin/services/sqs/index.ts';
import type { CommandResult, Node } from '#twin/site/node-model.ts';

const START_MS = Date.parse('2018-02-09T11:00:00Z');
const SETTINGS = {
  idleCpuPercent: 3,
  cpuPercentPerRequestPerSecond: 1,
  applicationBootSeconds: { p50: 45, p90: 75 },
  secondsPerMessage: 2,
};

describe('a worker', () => {
  let cloud: ReturnType<typeof createCloud>;
  let url: string;
  let dead: string;
  let failing: string | undefined;
  const play = (seconds: number) => cloud.runUntil(cloud.clock.nowMs + seconds * 1000);
  const send = (...bodies: string[]) => {
    for (const MessageBody of bodies) cloud.callNow('sqs', 'SendMessage', { QueueUrl: url, MessageBody });
  };
  const waiting = (QueueUrl = url): number => {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
    const { Attributes } = cloud.callNow('sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames });
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0);
  };
  const start = (unreached: string[] = []): Node =>
    createNodeModel(cloud, SETTINGS).start(
      {
        instanceId: 'i-1',
        zone: 'us-east-1a',
        privateIp: '10.0.1.4',
        instanceType: 't3.micro',
        imageId: 'ami-1',
        userData: `#!/bin/bash\nexport NINES_SITE='myapp'\nexport NINES_ROLE='worker'\nexport NINES_QUEUE_URL='${url}'\n`,
        tags: {},
        reaches: (destination) => !unreached.includes(destination),
      },
      () => undefined,
    );
  const run = (node: Node, script: string): CommandResult[] => {
    const results: CommandResult[] = [];
    node.command([script], (result) => results.push(result));
    return results;
  };

  beforeEach(() => {
    failing = undefined;
    const read = (name: string, subject?: string) => name === 'work:fails' && subject !== undefined && subject === failing;
    cloud = createCloud({ seed: 1, startMs: START_MS, faults: { ...NO_FAULTS, read } });
    cloud.add(createSqs(cloud));
    dead = cloud.callNow('sqs', 'CreateQueue', { QueueName: 'dead' }).QueueUrl;
    const { Attributes } = cloud.callNow('sqs', 'GetQueueAttributes', { QueueUrl: dead, AttributeNames: ['QueueArn'] });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes.QueueArn, maxReceiveCount: 2 });
    url = cloud.callNow('sqs', 'CreateQueue', { QueueName: 'work', Attributes: { RedrivePolicy } }).QueueUrl;
  });

  it('takes nothing while it boots, then one message after another at its rate', async () => {
    send('a', 'b', 'c');
    start();
    await play(10);
    const booting = waiting();

    await play(300);
    send('d', 'e', 'f', 'g');
    await play(5);

    expect(booting).toBe(3);
    expect(waiting()).toBe(2);
    await play(10);
    expect(waiting()).toBe(0);
  });

  it('shares the work with others, and no message is done twice', async () => {
    start();
    start();
    await play(300);
    send(...Array.from({ length: 10 }, (_, index) => String(index)));

    await play(10);

    expect(waiting()).toBe(0);
    const deletions = cloud.journal.lines.filter((line) => line.includes('"DeleteMessage"'));
    expect(deletions).toHaveLength(10);
  });

  it('leaves what fails to come back, until it is put aside', async () => {
    failing = 'poison';
    start();
    await play(300);
    send('poison', 'good');

    await play(10);
    const afterOnce = waiting(dead);
    await play(300);

    expect(afterOnce).toBe(0);
    expect([waiting(), waiting(dead)]).toEqual([0, 1]);
  });

  it('vouches for itself when it has booted', async () => {
    const node = start();

    const results = run(node, '/opt/nines/check-node');
    await play(5);
    const early = [...results];
    await play(300);

    expect(early).toEqual([]);
    expect(results).toMatchObject([{ exitCode: 0 }]);
  });

  it('ends what it has in hand before it goes, and takes no more', async () => {
    const node = start();
    await play(300);
    send('in hand', 'left');
    await play(1);

    const results = run(node, '/opt/nines/collect-logs');
    const atOnce = results.length;
    await play(5);

    expect(atOnce).toBe(0);
    expect(results).toMatchObject([{ exitCode: 0 }]);
    expect(waiting()).toBe(1);
  });

  it('gives back what it had in hand when it is lost', async () => {
    const node = start();
    await play(300);
    send('in hand');
    await play(1);

    node.stop();
    start();
    await play(600);

    expect(waiting()).toBe(0);
  });

  it('never begins without a way to its queue', async () => {
    const node = start(['sqs']);
    send('a');
    await play(3600);

    expect(waiting()).toBe(1);
    expect(run(node, '/opt/nines/check-node')).toEqual([]);
  });

  it('answers nobody', async () => {
    const node = start();
    await play(300);

    expect(() => node.answer({ method: 'GET', url: 'http://10.0.1.4/', headers: {}, body: '', from: 'alb' })).toThrow('ECONNREFUSED');
    expect(node.healthStatus('/healthy.html')).toBe(0);
  });
});
