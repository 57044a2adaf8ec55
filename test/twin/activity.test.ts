import { describe, expect, it } from 'vitest';
import { RunningWork } from '#twin/activity.ts';

describe('RunningWork', () => {
  it('waits until work has either ended or blocked', async () => {
    const work = new RunningWork();
    const steps: string[] = [];
    const handle = work.begin('invocation');
    void (async () => {
      for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
      steps.push('done');
      handle.end();
    })();

    await work.settle();

    expect(steps).toEqual(['done']);
  });

  it('does not wait for blocked work', async () => {
    const work = new RunningWork();
    const release = work.begin('waiting').block();

    await work.settle();

    expect(release).toBeTypeOf('function');
  });

  it('counts a release once however often it is called', async () => {
    const work = new RunningWork();
    const handle = work.begin('waiting');
    const first = handle.block();
    handle.block();
    first();
    first();

    await work.settle();

    handle.end();
    await work.settle();
    expect(handle).toBeDefined();
  });

  it('names work that neither ends nor waits', async () => {
    const work = new RunningWork();
    work.begin('hung function');

    await expect(work.settle()).rejects.toThrow(/hung function neither ends nor waits/);
  });
});
