import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { cache } from './cache.ts';
import { database } from './database.ts';
import { edge } from './edge.ts';
import { files } from './files.ts';
import { media } from './media.ts';
import { network } from './network.ts';
import { nodeRole } from './node-role.ts';
import { watch } from './watch.ts';
import { web } from './web.ts';
import { worker } from './worker.ts';

/**
 * What CloudFormation may do for each layer of a site, and nothing beyond the resource types that the layers use. One managed
 * policy a line: together they are too long for a role's inline policies (10,240 characters; a managed policy holds 6,144).
 */
export const layerStatements = { network, database, cache, files, media, web, worker, nodeRole, edge, watch } as const satisfies Record<
  string,
  () => PolicyStatement[]
>;
