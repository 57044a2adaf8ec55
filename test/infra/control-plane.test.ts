import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { functionToken, physicalName } from '#infra/names.ts';
import { readTables, type Tables } from '#infra/tables.ts';
import { actionsOf, ofType, propertiesOf, statementsOf } from './support/policies.ts';
import { removeTemporaryFolders, synthesizeProject, type Template } from './support/project.ts';
import { RULES, type Rule } from './support/resource-rules.ts';
import { EXCEPTIONS } from './support/resource-table.ts';

// One synth of the real project serves every test here; each test loops over all resources that its rule is about.
let project: Awaited<ReturnType<typeof synthesizeProject>>;
let template: Template;
let tables: Tables;

beforeAll(async () => {
  project = await synthesizeProject({ validate: true });
  template = project.controlPlane;
  tables = await readTables();
});
afterAll(removeTemporaryFolders);

type Reference = { 'Fn::GetAtt': [string, string] };
const idOf = (reference: unknown): string => (reference as Reference)['Fn::GetAtt'][0];

describe('every resource', () => {
  test.each(Object.keys(RULES) as (keyof typeof RULES)[])('%s', (rule) => {
    const problems = (RULES[rule] as Rule)(template, 'nines');

    expect(problems).toEqual([]);
  });

  test('that is an exception to a rule is there', () => {
    const patterns = Object.values(EXCEPTIONS).flatMap((exceptions) => Object.keys(exceptions).filter((path) => path.startsWith('nines/')));
    const begins = patterns.map((pattern) => pattern.replace('nines/', '').replace('*', ''));

    const found = begins.filter((begin) => Object.keys(template.Resources).some((id) => id.startsWith(begin)));

    expect(found).toEqual(begins);
  });

  test('is of a type that needs no code at deployment', () => {
    const custom = Object.values(template.Resources).filter(({ Type }) => Type.startsWith('Custom::') || Type === 'AWS::CDK::Metadata');

    expect(custom).toEqual([]);
    expect(template.Parameters).toBeUndefined();
  });
});

describe('every policy', () => {
  test('gives everything to no one outside a denial', () => {
    const open = Object.entries(template.Resources).filter(([, resource]) =>
      statementsOf(resource).some((statement) => statement.Effect === 'Allow' && JSON.stringify(statement.Principal ?? '').includes('"*"')),
    );

    expect(open.map(([id]) => id)).toEqual([]);
  });
});

describe('every store', () => {
  test('of evidence, and the code of the sites, is versioned and says who came', () => {
    const logged = ofType(template, 'AWS::S3::Bucket').filter(([, { Properties }]) => Properties?.LoggingConfiguration);

    expect(logged.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual(['Assets', 'RecordsEvidence']);
    for (const [, bucket] of logged) {
      const { DestinationBucketName: logs } = propertiesOf<{ LoggingConfiguration: { DestinationBucketName: { Ref: string } } }>(
        bucket,
      ).LoggingConfiguration;
      expect(bucket.Properties).toMatchObject({ VersioningConfiguration: { Status: 'Enabled' } });
      expect(template.Resources[logs.Ref]?.Properties).toMatchObject({
        LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, Status: 'Enabled' }] },
      });
    }
  });

  test('of the sites’ code lies where their layers look for it, each node in the folder of its own site', () => {
    const names = ofType(template, 'AWS::S3::Bucket').map(([, { Properties }]) => JSON.stringify(Properties?.BucketName ?? ''));
    const policies = ofType(template, 'AWS::IAM::ManagedPolicy').filter(([id]) => id.startsWith('NodePolicies'));

    expect(names).toContain(
      JSON.stringify({ 'Fn::Join': ['', ['nines-assets-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]] }),
    );
    expect(policies).toHaveLength(2);
    for (const [, policy] of policies) {
      const reads = statementsOf(policy).filter(({ Action }) => Action === 's3:GetObject');
      expect(reads).toHaveLength(1);
      expect(JSON.stringify(reads[0]?.Resource)).toMatch(/"Assets[0-9A-F]{8}","Arn"\]},"\/\$\{aws:PrincipalTag\/nines:site\}\/\*"/);
    }
  });

  test('is refused without TLS where a policy can say so', () => {
    const policies = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'].flatMap((type) => ofType(template, type));

    for (const [id, policy] of policies) expect(JSON.stringify(statementsOf(policy)), id).toContain('"aws:SecureTransport":"false"');
    expect(policies).toHaveLength(7);
  });

  test('of runs and leases outlives the stack and can be restored', () => {
    const ledger = Object.values(template.Resources).find((resource) => JSON.stringify(resource).includes('"expiresAt"'));

    expect(ledger?.DeletionPolicy).toBe('Retain');
    expect(ledger?.Properties).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });
});

describe('every log group', () => {
  test('forgets after a time that somebody chose', () => {
    for (const [id, group] of ofType(template, 'AWS::Logs::LogGroup')) {
      expect(propertiesOf<{ RetentionInDays?: number }>(group).RetentionInDays, id).toBeGreaterThan(0);
    }
  });
});

describe('every function', () => {
  type FunctionProperties = {
    FunctionName: string;
    Role: unknown;
    LoggingConfig: { LogGroup: { Ref: string } };
    Environment: { Variables: Record<string, unknown> };
  };
  const functions = () => ofType(template, 'AWS::Lambda::Function').map(([id, fn]) => ({ id, ...propertiesOf<FunctionProperties>(fn) }));

  test('stands for one file of the tables', () => {
    const expected = tables.functions.map((row) => physicalName(row.file.slice(row.file.indexOf('/') + 1)));

    expect(functions().map((fn) => fn.FunctionName)).toEqual(expect.arrayContaining(expected));
    expect(functions()).toHaveLength(expected.length);
  });

  test('has a role and a log group of its own', () => {
    const roles = functions().map((fn) => idOf(fn.Role));
    const groups = functions().map((fn) => fn.LoggingConfig.LogGroup.Ref);

    expect(new Set(roles).size).toBe(functions().length);
    expect(new Set(groups).size).toBe(functions().length);
  });

  test('sends what it failed at to a dead-letter queue', () => {
    const configured = ofType(template, 'AWS::Lambda::EventInvokeConfig').map(([, config]) =>
      propertiesOf<{ FunctionName: { Ref: string }; DestinationConfig: { OnFailure: { Destination: unknown } } }>(config),
    );

    for (const config of configured)
      expect(template.Resources[idOf(config.DestinationConfig.OnFailure.Destination)]?.Type).toBe('AWS::SQS::Queue');
    expect(configured.map((config) => config.FunctionName.Ref).sort()).toEqual(
      functions()
        .map((fn) => fn.id)
        .sort(),
    );
  });

  test('finds the whole contract in its environment', () => {
    const contract = [
      'NINES_LEDGER_TABLE',
      'NINES_IDEMPOTENCY_TABLE',
      'NINES_EVIDENCE_BUCKET',
      'NINES_BUS_NAME',
      'NINES_MACHINE_ARN_PREFIX',
      'NINES_FUNCTION_ARN_PREFIX',
      'NINES_SCHEDULER_ROLE_ARN',
      'NINES_SCHEDULE_GROUP',
      'NINES_SCHEDULE_DLQ_ARN',
      'NINES_LAYER_ROLE_ARN',
      'NINES_CHAT_SECRET_ID',
      'NINES_TEMPLATE_URLS',
      'POWERTOOLS_SERVICE_NAME',
    ];

    for (const fn of functions()) expect(Object.keys(fn.Environment.Variables), fn.FunctionName).toEqual(expect.arrayContaining(contract));
  });

  test('runs on Node 24 on arm64 with active tracing', () => {
    for (const [id, fn] of ofType(template, 'AWS::Lambda::Function')) {
      expect(fn.Properties, id).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], TracingConfig: { Mode: 'Active' } });
    }
  });
});

describe('every permission to invoke', () => {
  test('names the source that it is for', () => {
    const permissions = ofType(template, 'AWS::Lambda::Permission');

    expect(permissions.filter(([, permission]) => permission.Properties?.SourceArn === undefined).map(([id]) => id)).toEqual([]);
    expect(permissions.length).toBeGreaterThanOrEqual(tables.routes.length);
  });
});

describe('every rule', () => {
  type Target = { Arn: unknown; DeadLetterConfig?: { Arn: unknown }; RetryPolicy?: object; RoleArn?: unknown };
  const rules = () => ofType(template, 'AWS::Events::Rule').map(([id, rule]) => ({ id, ...propertiesOf<{ Targets: Target[] }>(rule) }));

  test('has a dead-letter queue and a retry policy at each target', () => {
    for (const rule of rules()) {
      for (const target of rule.Targets) {
        expect(template.Resources[idOf(target.DeadLetterConfig?.Arn)]?.Type, rule.id).toBe('AWS::SQS::Queue');
        expect(target.RetryPolicy, rule.id).toBeDefined();
      }
    }
    expect(rules()).toHaveLength(tables.rules.length);
  });

  test('may invoke its target', () => {
    const sources = ofType(template, 'AWS::Lambda::Permission').map(([, permission]) => JSON.stringify(permission.Properties?.SourceArn));

    for (const rule of rules()) {
      const mayStart = rule.Targets.every((target) => target.RoleArn !== undefined);
      expect(mayStart || sources.includes(JSON.stringify({ 'Fn::GetAtt': [rule.id, 'Arn'] })), rule.id).toBe(true);
    }
  });

  test('has the pattern of its file as it is', () => {
    for (const row of tables.rules) {
      const rule = ofType(template, 'AWS::Events::Rule').find(([, { Properties }]) => Properties?.Name === physicalName(row.name));
      const pattern: unknown = JSON.parse(readFileSync(join(project.paths.patterns, `${row.name}.json`), 'utf8'));

      expect(rule?.[1].Properties?.EventPattern, row.name).toEqual(pattern);
    }
  });
});

describe('every machine', () => {
  type MachineProperties = { StateMachineName: string; DefinitionSubstitutions?: Record<string, unknown>; RoleArn: unknown };
  const machines = () =>
    ofType(template, 'AWS::StepFunctions::StateMachine').map(([, machine]) => propertiesOf<MachineProperties>(machine));

  test('invokes exactly the functions that its file names', () => {
    const functionIds = new Map(tables.functions.map((row) => [functionToken(row.file.slice(row.file.indexOf('/') + 1)), row.file]));

    for (const machine of machines()) {
      const named = Object.entries(machine.DefinitionSubstitutions ?? {}).filter(([token]) => functionIds.has(token));
      const policies = ofType(template, 'AWS::IAM::Policy').filter(([, policy]) =>
        JSON.stringify(policy.Properties?.Roles).includes(`"${idOf(machine.RoleArn)}"`),
      );
      const invoked = policies
        .flatMap(([, policy]) => statementsOf(policy))
        .filter((statement) => actionsOf(statement).includes('lambda:InvokeFunction'))
        .flatMap((statement) => [statement.Resource].flat());

      expect(invoked.map((arn) => JSON.stringify(arn)).sort(), machine.StateMachineName).toEqual(
        named.map(([, arn]) => JSON.stringify(arn)).sort(),
      );
    }
    expect(machines()).toHaveLength(tables.machines.length);
  });

  test('is traced and logged without its data', () => {
    for (const [id, machine] of ofType(template, 'AWS::StepFunctions::StateMachine')) {
      expect(machine.Properties, id).toMatchObject({
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      });
    }
  });
});

describe('every route', () => {
  test('asks for IAM unless its handler checks a signature itself', () => {
    const routes = ofType(template, 'AWS::ApiGatewayV2::Route').map(([, route]) => [
      route.Properties?.RouteKey,
      route.Properties?.AuthorizationType,
    ]);

    const expected = tables.routes.map((row) => [`${row.method} ${row.path}`, row.auth === 'iam' ? 'AWS_IAM' : 'NONE']);
    expect(Object.fromEntries(routes)).toEqual(Object.fromEntries(expected));
    expect(tables.routes.filter((row) => row.auth === 'none').map((row) => row.path)).toEqual(['/chat']);
  });
});

describe('the schedules', () => {
  test('may start our machines and undo a run, and nothing else', () => {
    const role = ofType(template, 'AWS::IAM::Role').find(([id]) => id.startsWith('SchedulesRole'))?.[0];
    const policies = ofType(template, 'AWS::IAM::Policy').filter(([, policy]) =>
      JSON.stringify(policy.Properties?.Roles).includes(`"${role}"`),
    );

    const actions = policies.flatMap(([, policy]) => statementsOf(policy)).flatMap(actionsOf);

    expect(actions.sort()).toEqual(['lambda:InvokeFunction', 'sqs:SendMessage', 'states:StartExecution']);
    expect(JSON.stringify(policies)).toContain(':function:nines-undo-run');
  });
});

describe('the synth', () => {
  test('puts out what the command line asks for', () => {
    expect(Object.keys(template.Outputs ?? {}).sort()).toEqual(['ApiUrl', 'AssetsBucketName', 'EvidenceBucketName', 'LedgerTableName']);
  });

  test('writes the same templates and bundles a second time', async () => {
    const second = await synthesizeProject({ validate: false });

    expect(second.controlPlane).toEqual(project.controlPlane);
    expect(second.layers).toEqual(project.layers);
  });

  test('leaves no path of this machine in a template or a bundle', () => {
    const texts = [
      JSON.stringify(project.controlPlane),
      JSON.stringify(project.layers),
      ...readdirSync(project.paths.bundles).map((name) => readFileSync(join(project.paths.bundles, name, 'index.js'), 'utf8')),
    ];

    expect(texts.filter((text) => text.includes(project.paths.root) || text.includes(project.outdir))).toEqual([]);
  });

  test('leaves no import for the run time in a bundle', () => {
    const dynamic = readdirSync(project.paths.bundles).filter((name) =>
      /[^.\w]import\(/.test(readFileSync(join(project.paths.bundles, name, 'index.js'), 'utf8')),
    );

    expect(dynamic).toEqual([]);
    expect(project.bundles.map((bundle) => bundle.name)).toEqual(readdirSync(project.paths.bundles).sort());
  });
});
