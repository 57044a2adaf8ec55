import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { logRetention } from '../limits.ts';
import { functionToken, pascalCase, physicalName } from '../names.ts';
import type { MachineRow } from '../rows.ts';
import { pickTokens, type Tokens } from '../tokens.ts';
import { statementsOf } from './statements.ts';
import { tagPart } from './tag-part.ts';
import { trustedService } from './trusted-service.ts';
import { acknowledgeWildcard, acknowledgeWildcards } from './wildcards.ts';

/** What all machines are made with. */
export type MachinesProps = {
  rows: readonly MachineRow[];
  folder: string;
  functions: ReadonlyMap<string, LambdaFunction>;
  tokens: Tokens;
};

/** All state machines, each from its ASL file as it is, with a role that invokes only the functions that the file names. */
export class Machines extends Construct {
  readonly byName: ReadonlyMap<string, StateMachine>;

  constructor(scope: Construct, id: string, props: MachinesProps) {
    super(scope, id);
    this.byName = new Map(props.rows.map((row) => [row.name, this.addMachine(row, props)]));
  }

  private addMachine(row: MachineRow, props: MachinesProps): StateMachine {
    const where = `statemachines/${row.name}.asl.json`;
    const path = join(props.folder, `${row.name}.asl.json`);
    const text = readFileSync(path, 'utf8');
    checkTimeout(row, text, where);
    const own = new Construct(this, pascalCase(row.name));
    tagPart(own, row.name);
    const role = new Role(own, 'Role', { assumedBy: trustedService('states.amazonaws.com') });
    const functionTokens = new Map([...props.functions].map(([name, fn]) => [functionToken(name), fn.functionArn]));
    const substitutions = pickTokens(text, { ...props.tokens, ...Object.fromEntries(functionTokens) }, where);
    const invoked = Object.keys(substitutions).flatMap((token) => functionTokens.get(token) ?? []);
    if (invoked.length > 0) role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: invoked }));
    const statements = statementsOf(row, props.tokens, `infra/machines/${row.name}.ts`);
    for (const statement of statements) role.addToPolicy(statement);
    acknowledgeWildcards(role, statements);
    acknowledgeWildcard(role, 'Resource::*', 'Tracing and log delivery, as the CDK grants them: neither knows resources');
    return new StateMachine(own, 'Machine', {
      stateMachineName: physicalName(row.name),
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromFile(path),
      definitionSubstitutions: substitutions,
      role,
      tracingEnabled: true,
      logs: { destination: this.logGroup(own, row.name), level: LogLevel.ALL, includeExecutionData: false },
    });
  }

  /**
   * Every state's entry and exit is logged, its data is not: tokens and secrets' ARNs stay out of the logs, and the
   * history keeps the data for 90 days. Under /aws/vendedlogs one resource policy serves all groups.
   */
  private logGroup(scope: Construct, name: string): LogGroup {
    return new LogGroup(scope, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${physicalName(name)}`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}

/** CloudFormation has no property for it: a timeout that stands only in the row would be silently ignored. */
const checkTimeout = (row: MachineRow, text: string, where: string): void => {
  if (row.timeoutSeconds === undefined) return;
  const found = (JSON.parse(text) as { TimeoutSeconds?: number }).TimeoutSeconds;
  if (found !== row.timeoutSeconds) throw new Error(`${where}: TimeoutSeconds is ${found}, its row says ${row.timeoutSeconds}`);
};
