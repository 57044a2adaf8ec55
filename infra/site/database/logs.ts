import { type CfnCondition, type CfnResource, Fn } from 'aws-cdk-lib';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { onlyIf } from '../network/conditions.ts';

/** The logs that RDS exports: what went wrong, and what was slow. The general log would hold every statement. */
export const exportedLogs = ['error', 'slowquery'];
const retentionInDays = 30;

/**
 * The groups into which RDS writes, made before the database: RDS would make them itself, without an end, and leave them behind.
 * The database waits for them.
 */
export const logGroups = (
  scope: Construct,
  props: { id: string; kind: 'instance' | 'cluster'; database: CfnResource; identifier: string; condition?: CfnCondition | undefined },
): void => {
  for (const log of exportedLogs) {
    const group = new CfnLogGroup(scope, `${props.id}${log === 'error' ? 'Error' : 'SlowQuery'}Log`, {
      logGroupName: Fn.join('/', ['/aws/rds', props.kind, props.identifier, log]),
      retentionInDays,
    });
    props.database.addResourceDependency(onlyIf(props.condition, group));
  }
};
