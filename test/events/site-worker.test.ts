import { describe, expect, it } from 'vitest';
import { parseInput } from '#events/problem.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { workerSchema } from '#events/site-worker.ts';
import { siteSpec } from '../domain/support.ts';

const worker = { instanceType: 't3.micro', max: 4 };

describe('the worker section of a site', () => {
  it('asks for a type and a maximum: one worker at least, a hundred messages for each', () => {
    expect(workerSchema.parse(worker)).toEqual({ ...worker, min: 1, backlogPerInstance: 100, visibilitySeconds: 300 });
  });

  it('is absent where a site says nothing of it', () => {
    expect(siteSpecSchema.parse(siteSpec())).not.toHaveProperty('worker');
  });

  it.each<[name: string, worker: object, path: string, found: string, allowed: RegExp]>([
    ['no worker at all, by whose number the backlog is divided', { ...worker, min: 0 }, 'worker.min', '0', /1/],
    ['fewer at most than at least', { ...worker, min: 5 }, 'worker.max', '4', /no less than min/],
    ['a type of a database', { ...worker, instanceType: 'db.t3.micro' }, 'worker.instanceType', '"db.t3.micro"', /an EC2 instance type/],
    ['a second of visibility', { ...worker, visibilitySeconds: 1 }, 'worker.visibilitySeconds', '1', /30/],
    ['more than SQS hides a message for', { ...worker, visibilitySeconds: 43_201 }, 'worker.visibilitySeconds', '43201', /43200/],
    ['a key that it does not know', { ...worker, queue: 'mine' }, 'worker.queue', '"mine"', /one of instanceType, min, max/],
  ])('does not take %s', (_, given, path, found, allowed) => {
    const parsed = parseInput(siteSpecSchema, { ...siteSpec(), worker: given });

    expect(parsed).toMatchObject({ ok: false, problems: [{ path, found, allowed: expect.stringMatching(allowed) }] });
  });

  it('is nothing for a site without a database', () => {
    const { database: _, ...spec } = siteSpec();

    const parsed = parseInput(siteSpecSchema, { ...spec, worker });

    expect(parsed).toMatchObject({ ok: false, problems: [{ path: 'worker', allowed: expect.stringContaining('WordPress') }] });
  });

  it('tells every problem at once', () => {
    const parsed = parseInput(siteSpecSchema, { ...siteSpec(), worker: { instanceType: 'huge', min: 3, max: 2, backlogPerInstance: 0 } });

    expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path).sort()).toEqual([
      'worker.backlogPerInstance',
      'worker.instanceType',
      'worker.max',
    ]);
  });
});
