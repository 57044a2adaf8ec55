import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { asyncInvocation, functionDefaults, logRetention } from '../limits.ts';
import { baseName, pascalCase, physicalName } from '../names.ts';
import type { FunctionRow } from '../rows.ts';
import { fillTokens, type Tokens } from '../tokens.ts';
import { deadLetterQueue } from './dead-letter-queue.ts';
import { statementsOf } from './statements.ts';
import { tagPart } from './tag-part.ts';
import { acknowledgeWildcard, acknowledgeWildcards } from './wildcards.ts';

/** What all functions are made with. */
export type FunctionsProps = {
  rows: readonly FunctionRow[];
  bundles: string;
  tokens: Tokens;
  environment: Readonly<Record<string, string>>;
};

/** All Lambda functions, each with its own role and log group, and one queue for the asynchronous failures of all. */
export class Functions extends Construct {
  readonly byName: ReadonlyMap<string, LambdaFunction>;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters', 'function-dead-letters');
    tagPart(this.deadLetters, 'functions');
    this.byName = new Map(props.rows.map((row) => [baseName(row.file), this.addFunction(row, props)]));
  }

  private addFunction(row: FunctionRow, props: FunctionsProps): LambdaFunction {
    const name = baseName(row.file);
    const where = `function ${row.file}`;
    const own = new Construct(this, pascalCase(name));
    tagPart(own, row.file.slice(0, row.file.indexOf('/')));
    const logGroup = new LogGroup(own, 'Logs', {
      logGroupName: `/aws/lambda/${physicalName(name)}`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(own, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const statements = statementsOf(row, props.tokens, where);
    for (const statement of statements) role.addToPolicy(statement);
    acknowledgeWildcards(role, statements);
    acknowledgeWildcard(role, 'Resource::*', 'Active tracing, as the CDK grants it: X-Ray knows no resources for what is sent to it');
    return new LambdaFunction(own, 'Function', {
      functionName: physicalName(name),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(join(props.bundles, name)),
      timeout: Duration.seconds(row.timeoutSeconds ?? functionDefaults.timeoutSeconds),
      memorySize: row.memoryMb ?? functionDefaults.memoryMb,
      environment: { ...props.environment, ...fillValues(row.environment ?? {}, props.tokens, where) },
      tracing: Tracing.ACTIVE,
      role,
      logGroup,
      onFailure: new SqsDestination(this.deadLetters),
      ...asyncInvocation,
    });
  }
}

const fillValues = (values: Readonly<Record<string, string>>, tokens: Tokens, where: string): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fillTokens(value, tokens, where)]));
