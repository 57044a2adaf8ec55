import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ruleDelivery } from '../limits.ts';
import { baseName, pascalCase, physicalName } from '../names.ts';
import type { RuleRow } from '../rows.ts';
import { deadLetterQueue } from './dead-letter-queue.ts';
import { tagPart } from './tag-part.ts';
import { trustedService } from './trusted-service.ts';

/** What all rules are made with. */
export type RulesProps = {
  rows: readonly RuleRow[];
  patterns: string;
  functions: ReadonlyMap<string, LambdaFunction>;
  machines: ReadonlyMap<string, StateMachine>;
};

/** All rules on the default bus, with their patterns as the files have them, and one queue for what they could not deliver. */
export class Rules extends Construct {
  readonly deadLetters: Queue;
  private readonly ruleArns: string[] = [];

  constructor(scope: Construct, id: string, props: RulesProps) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters', 'rule-dead-letters');
    for (const row of props.rows) this.addRule(row, props);
    if (this.ruleArns.length > 0) {
      this.deadLetters.addToResourcePolicy(
        new PolicyStatement({
          actions: ['sqs:SendMessage'],
          principals: [new ServicePrincipal('events.amazonaws.com')],
          resources: [this.deadLetters.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': this.ruleArns } },
        }),
      );
    }
    tagPart(this, 'rules');
  }

  private addRule(row: RuleRow, props: RulesProps): void {
    const own = new Construct(this, pascalCase(row.name));
    const fn = props.functions.get(baseName(row.function ?? ''));
    const machine = props.machines.get(row.machine ?? '');
    const targetArn = fn?.functionArn ?? machine?.stateMachineArn;
    // The tables were checked before; this only narrows the type.
    if (targetArn === undefined) throw new Error(`rule ${row.name}: no target`);
    const rule = new CfnRule(own, 'Rule', {
      name: physicalName(row.name),
      description: row.description,
      eventPattern: JSON.parse(readFileSync(join(props.patterns, `${row.name}.json`), 'utf8')),
      state: 'ENABLED',
      targets: [
        {
          id: 'target',
          arn: targetArn,
          deadLetterConfig: { arn: this.deadLetters.queueArn },
          retryPolicy: ruleDelivery,
          ...(machine === undefined ? {} : { roleArn: starterRole(own, machine).roleArn }),
        },
      ],
    });
    this.ruleArns.push(rule.attrArn);
    if (fn === undefined) return;
    new CfnPermission(own, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: fn.functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
    });
  }
}

const starterRole = (scope: Construct, machine: StateMachine): Role => {
  const role = new Role(scope, 'Role', { assumedBy: trustedService('events.amazonaws.com') });
  machine.grantStartExecution(role);
  return role;
};
