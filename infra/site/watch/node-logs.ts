import { Fn } from 'aws-cdk-lib';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { pascalCase } from '../../names.ts';
import { onlyIf } from '../network/conditions.ts';
import { flagOf, type WatchParameters } from './parameters.ts';

/** What the nodes write, each into a group of its own with a stream a node. */
export const nodeLogs = ['bootstrap', 'nginx', 'php'] as const;
const longestRetentionDays = 3_653;

/** The groups for the logs of the nodes, for as long as the site says. CloudWatch Logs encrypts what it keeps. */
export const logGroups = (scope: Construct, parameters: WatchParameters): void => {
  const retentionInDays = parameters.number('LogRetentionDays', 1, longestRetentionDays);
  const hasLogs = flagOf(scope, parameters, 'NodeLogs');
  for (const log of nodeLogs) {
    const logGroupName = Fn.join('/', ['/nines', parameters.site, 'nodes', log]);
    onlyIf(hasLogs, new CfnLogGroup(scope, `${pascalCase(log)}Log`, { logGroupName, retentionInDays }));
  }
};
