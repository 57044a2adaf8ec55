import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type { ProjectPaths } from '../paths.ts';
import { nodeArchive } from '../site/node-archive.ts';

/** What provision-site gives to every site by copying it: the node's own files and the page for when nothing else answers. */
export class Stock extends Construct {
  /** Where each of them lies among the CDK's assets, as `bucket/key`. The key holds the hash of what it is. */
  readonly sources: Readonly<Record<'node' | 'page', string>>;
  readonly arns: Readonly<Record<'node' | 'page', string>>;

  constructor(scope: Construct, id: string, paths: Pick<ProjectPaths, 'stock' | 'pages'>) {
    super(scope, id);
    mkdirSync(paths.stock, { recursive: true });
    const archive = join(paths.stock, 'node.tar.gz');
    writeFileSync(archive, nodeArchive());
    const node = new Asset(this, 'NodeArchive', { path: archive });
    const page = new Asset(this, 'Page', { path: join(paths.pages, 'we-will-be-back.html') });
    this.sources = { node: sourceOf(node), page: sourceOf(page) };
    this.arns = { node: node.bucket.arnForObjects(node.s3ObjectKey), page: page.bucket.arnForObjects(page.s3ObjectKey) };
  }
}

const sourceOf = ({ s3BucketName, s3ObjectKey }: Asset): string => `${s3BucketName}/${s3ObjectKey}`;
