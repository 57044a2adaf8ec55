import { describe, expect, it } from 'vitest';
import { gateDeepPage } from '#domain/deep-page.ts';
import { gateFiles } from '#domain/layers/files.ts';
import { layerParameters } from '#domain/layers/index.ts';
import { OutputMissingError } from '#domain/layers/rules.ts';
import { planSite } from '#domain/site-plan.ts';
import { siteSpec } from '../support.ts';

const FILES = { throughput: 'elastic', backups: true } as const;
const { network } = siteSpec();
const inZones = (states: Readonly<Record<string, string>>) => ({
  mountTargets: Object.entries(states).map(([zone, state]) => ({ zone, state })),
});

describe('shared files', () => {
  it('are built beside the data, before the nodes that mount them', () => {
    const layersOf = (spec = siteSpec()) => planSite(spec).map((wave) => wave.map(({ layer }) => layer));

    expect(layersOf(siteSpec({ files: FILES }))).toEqual([['network'], ['database', 'cache', 'files'], ['web'], ['watch']]);
    expect(layersOf().flat()).not.toContain('files');
  });

  it('lie in the data subnets of all zones', () => {
    const outputs = { DataSubnetIds: 'subnet-1,subnet-2', FilesSecurityGroupId: 'sg-1' };

    expect(layerParameters('files', siteSpec({ files: FILES }), outputs)).toEqual({
      SiteName: 'myapp',
      ...outputs,
      ZoneCount: '2',
      ThroughputMode: 'elastic',
      Backups: 'true',
    });
  });

  it('are not made without a network, nor for a site that does without', () => {
    expect(() => layerParameters('files', siteSpec({ files: FILES }), {})).toThrow(OutputMissingError);
    expect(() => layerParameters('files', siteSpec(), {})).toThrow(RangeError);
  });

  it('are handed to the nodes, or nothing is', () => {
    const names = [
      'VpcId',
      'PublicSubnetIds',
      'ApplicationSubnetIds',
      'LoadBalancerSecurityGroupId',
      'WebSecurityGroupId',
      'DataSubnetZones',
      'FileSystemId',
      'AccessPointId',
    ];
    const outputs = Object.fromEntries(names.map((name) => [name, `of-${name}`]));
    const bare = { database: undefined, cache: undefined };

    expect(layerParameters('web', siteSpec({ ...bare, files: FILES }), outputs)).toMatchObject({ FileSystemId: 'of-FileSystemId' });
    expect(layerParameters('web', siteSpec(bare), outputs)).toMatchObject({ FileSystemId: '', AccessPointId: '' });
  });
});

describe('the gate of the shared files', () => {
  it.each<[name: string, facts: Parameters<typeof gateFiles>[1], action: string, reason: RegExp]>([
    ['all zones mounted', inZones({ 'us-east-1a': 'available', 'us-east-1b': 'available' }), 'proceed', /2 of 2 zones/],
    ['one still being made', inZones({ 'us-east-1a': 'available', 'us-east-1b': 'creating' }), 'wait', /1 of 2 zones/],
    ['a zone without any', inZones({ 'us-east-1a': 'available' }), 'wait', /1 of 2 zones/],
    ['mount targets of other zones', inZones({ 'us-east-1c': 'available', 'us-east-1d': 'available' }), 'wait', /0 of 2 zones/],
    ['one that somebody deletes', inZones({ 'us-east-1a': 'available', 'us-east-1b': 'deleting' }), 'fail', /us-east-1b is deleting/],
    ['one that failed', inZones({ 'us-east-1a': 'error', 'us-east-1b': 'available' }), 'fail', /us-east-1a is error/],
    ['no file system', undefined, 'fail', /do not exist/],
  ])('answers %s', (_, facts, action, reason) => {
    expect(gateFiles(network, facts)).toEqual({ action, reason: expect.stringMatching(reason) });
  });
});

describe('the deep page of a site with shared files', () => {
  it.each([
    ['ok', 'proceed'],
    ['error', 'wait'],
    [undefined, 'wait'],
  ])('that calls them %s: %s', (files, action) => {
    const facts = { status: 200, files };

    expect(gateDeepPage({ files: FILES }, facts).action).toBe(action);
  });
});
