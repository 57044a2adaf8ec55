// Goal: the kernel's decisions hold on real artefacts: bundles made by esbuild with three SDK clients, middy and the logger,
// a machine with a token wait, a heartbeat and a retry. Method: play the same story twice and compare journals, byte for byte.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { firstBrokenLine } from '#twin/journal.ts';
import { bundleFixtures } from './fixtures/bundle.ts';
import { playStory, type Story } from './fixtures/story.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const SCRIPT = join(FIXTURES, 'print-story.ts');

describe('one account with real bundles', () => {
  let directory: string;
  let story: Story;

  beforeAll(async () => {
    const names = ['three-clients', 'hold-token', 'fail-twice'];
    directory = await bundleFixtures(Object.fromEntries(names.map((name) => [name, join(FIXTURES, `${name}.ts`)])));
    story = await playStory(directory, 7);
  });

  it('answers the calls of three clients inside the twin', () => {
    expect(story.answer).toMatchObject({
      who: 'arn:aws:sts::123456789012:assumed-role/function-role/three-clients',
      region: 'us-east-1',
      stored: { id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    expect(story.refusals).toEqual([]);
  });

  it('waits for the token, keeps the heartbeat and retries in virtual time', () => {
    expect(story.execution).toMatchObject({ status: 'SUCCEEDED' });
    expect(JSON.parse(story.execution.output ?? '')).toMatchObject({ held: { beats: 3 }, attempts: 3 });
    expect(story.execution.seconds).toBeGreaterThan(60);
  });

  it('fails the task when the heartbeats stop', async () => {
    const silent = await playStory(directory, 7, { heartbeatSeconds: 10 });

    expect(silent.execution).toMatchObject({ status: 'FAILED', error: expect.stringMatching(/^States\.(Heartbeat)?Timeout$/) });
  });

  it('writes the same journal twice for one seed', async () => {
    const again = await playStory(directory, 7);

    expect(again.journal).toBe(story.journal);
    expect(firstBrokenLine(again.journal)).toBeUndefined();
  });

  it('writes another journal for another seed', async () => {
    const other = await playStory(directory, 8);

    expect(other.journal).not.toBe(story.journal);
  });

  it('writes the same journal in a process with planted configuration, proxies and odd variables', () => {
    const home = mkdtempSync(join(tmpdir(), 'twin-home-'));
    mkdirSync(join(home, '.aws'));
    writeFileSync(
      join(home, '.aws', 'config'),
      '[default]\nregion = eu-north-1\nretry_mode = adaptive\nendpoint_url = http://127.0.0.1:9\n',
    );
    writeFileSync(join(home, '.aws', 'credentials'), '[default]\naws_access_key_id = AKIAPLANTED\naws_secret_access_key = planted\n');
    const odd = {
      HOME: home,
      HTTP_PROXY: 'http://127.0.0.1:9',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      AWS_PROFILE: 'planted',
      AWS_REGION: 'ap-south-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: 'AKIAHOST',
      AWS_MAX_ATTEMPTS: '1',
      AWS_USE_FIPS_ENDPOINT: 'true',
      NODE_ENV: 'development',
      POWERTOOLS_DEV: 'true',
      TZ: 'Asia/Kathmandu',
      LANG: 'de_DE.UTF-8',
    };

    const child = spawnSync(process.execPath, [SCRIPT, directory, '7'], {
      env: { PATH: process.env.PATH ?? '', ...odd },
      encoding: 'utf8',
    });

    expect(child.stderr).not.toContain('Error');
    expect(child.stdout).toBe(story.journal);
  });
});
