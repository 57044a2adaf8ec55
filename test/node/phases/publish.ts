import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Visitor } from '../browser.ts';
import type { Measurements } from '../measurements.ts';
import { PLACES } from '../places.ts';
import type { Site } from '../site.ts';

const TEXT = 'We are open all weekend.';
/** A page is asked so often, to see what the cache saves. */
const VIEWS = 10;

/** A person installs the site, writes a post and uploads a picture in Chromium; both nodes have it. */
export async function publish(site: Site, record: Measurements, out: string): Promise<void> {
  record.begin('a person publishes');
  await mkdir(out, { recursive: true });
  const visitor = await Visitor.open();
  try {
    const beganMs = Date.now();
    await visitor.install();
    record.measure('installer and sign-in in Chromium', (Date.now() - beganMs) / 1_000, 's');
    const link = new URL(await visitor.publish('Weekend traffic', TEXT));
    for (const node of site.nodes.values()) {
      const { status, text } = await node.get(link.pathname);
      record.check(`the post is read on ${node.name}`, status === 200 && text.includes(TEXT), status);
    }
    await visitor.page.goto(link.href);
    await visitor.picture(path.join(out, 'post.png'));
    await countHits(site, record, link.pathname);
    await upload(site, record, visitor);
  } catch (error) {
    await visitor.picture(path.join(out, 'failed.png'));
    throw error;
  } finally {
    await visitor.close();
  }
}

/** Page views of both nodes find each other's values in the cache. */
async function countHits(site: Site, record: Measurements, target: string): Promise<void> {
  const before = await site.cache.stats();
  for (const node of site.nodes.values()) for (let view = 0; view < VIEWS; view += 1) await node.get(target);
  const after = await site.cache.stats();
  const grown = (name: string): number => (after[name] ?? 0) - (before[name] ?? 0);
  const [hits, misses] = [grown('get_hits'), grown('get_misses')];
  record.measure('cache hits a page view', Math.round(hits / VIEWS / site.nodes.size), 'hits');
  record.measure('share of hits', Math.round((100 * hits) / (hits + misses)), '%');
  record.check("the cache's hits grow with page views", hits > VIEWS * site.nodes.size, { hits, misses });
}

/** An upload is copied to the media bucket, and the site names it there. A folder stands for the bucket here: `aws s3 cp` does not run. */
async function upload(site: Site, record: Measurements, visitor: Visitor): Promise<void> {
  const file = path.join(site.folder, 'stage.png');
  execFileSync('php', ['-r', '$i = imagecreatetruecolor(1200, 800); imagefill($i, 0, 0, 0x2266aa); imagepng($i, $argv[1]);', file]);
  const address = await visitor.upload(file);
  const bucket = path.join(site.media, 'uploads');
  const files = existsSync(bucket)
    ? readdirSync(bucket, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.png'))
    : [];
  record.check('an upload is named at the content delivery network', address.startsWith(`http://${PLACES.media}/uploads/`), address);
  record.check('the upload and its sizes are in the media bucket', files.length > 1, files);
}
