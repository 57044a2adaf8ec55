import type {
  DeleteDashboardsInput,
  GetDashboardInput,
  ListDashboardsInput,
  ListDashboardsOutput,
  PutDashboardInput,
} from '@aws-sdk/client-cloudwatch';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { required } from './configuration-values.ts';
import { dashboardProblems } from './dashboard-body.ts';

export type Dashboard = {
  readonly arn: string;
  readonly name: string;
  body: string;
  changedMs: number;
  tags: Readonly<Record<string, string>>;
};

/** Dashboards of an account (CloudWatch quotas). */
const MAX_DASHBOARDS = 5_000;

/** The ARN of a dashboard: the account's, and of no region. */
export const dashboardArn = ({ account }: Pick<Cloud, 'account'>, name: string): string =>
  `arn:aws:cloudwatch::${account}:dashboard/${name}`;

/** Dashboards: their bodies are held against the published syntax, and kept for whoever looks. */
export function dashboardOperations(cloud: Cloud, dashboards: Map<string, Dashboard>): Record<string, Operation> {
  const find = (name: string): Dashboard => {
    const found = dashboards.get(name);
    if (!found) throw new AwsError('DashboardNotFoundError', `Dashboard ${name} does not exist`, { statusCode: 404 });
    return found;
  };
  return {
    // Which part of a body is wrong stands in the error's message here: the error's own list of it is not modelled.
    PutDashboard: taking('cloudwatch:PutDashboard', 'DashboardName DashboardBody', (input: PutDashboardInput) => {
      const name = required('DashboardName', input.DashboardName);
      if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) throw invalid(`The name ${name} has other than letters, digits, hyphens and underscores`);
      const [first] = dashboardProblems(required('DashboardBody', input.DashboardBody));
      if (first) throw invalid(`The field DashboardBody must be a valid JSON object: ${first.DataPath} ${first.Message}`);
      if (!dashboards.has(name) && dashboards.size >= MAX_DASHBOARDS) throw invalid(`An account has ${MAX_DASHBOARDS} dashboards at most`);
      const changed = { body: input.DashboardBody ?? '', changedMs: cloud.clock.nowMs };
      dashboards.set(name, { arn: dashboardArn(cloud, name), name, tags: {}, ...dashboards.get(name), ...changed });
      return { DashboardValidationMessages: [] };
    }),
    GetDashboard: taking('cloudwatch:GetDashboard', 'DashboardName', (input: GetDashboardInput) => {
      const { arn, name, body } = find(required('DashboardName', input.DashboardName));
      return { DashboardArn: arn, DashboardName: name, DashboardBody: body };
    }),
    ListDashboards: taking('cloudwatch:ListDashboards', 'DashboardNamePrefix', (input: ListDashboardsInput): ListDashboardsOutput => {
      const names = [...dashboards.keys()].filter((name) => name.startsWith(input.DashboardNamePrefix ?? '')).sort();
      return { DashboardEntries: names.map((name) => entryOf(find(name))) };
    }),
    // One name that is not there and nothing is deleted.
    DeleteDashboards: taking('cloudwatch:DeleteDashboards', 'DashboardNames', (input: DeleteDashboardsInput) => {
      const names = required('DashboardNames', input.DashboardNames);
      for (const name of names) find(name);
      for (const name of names) dashboards.delete(name);
      return {};
    }),
  };
}

const entryOf = ({ arn, name, body, changedMs }: Dashboard) => ({
  DashboardName: name,
  DashboardArn: arn,
  LastModified: new Date(changedMs),
  Size: Buffer.byteLength(body),
});

const invalid = (message: string): AwsError => new AwsError('DashboardInvalidInputError', message, { statusCode: 400 });
