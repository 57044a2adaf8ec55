import type { Cloud, Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { refuseUnknown } from '../../refuse.ts';
import { dashboardArn } from './dashboards.ts';
import { changeTags } from './provider.ts';

const DASHBOARD = 'AWS::CloudWatch::Dashboard';

/** AWS::CloudWatch::Dashboard; `Ref` is its name. Acts through the API, with the rights of whoever changes the stack. */
export function dashboardProvider(cloud: Cloud): ResourceProvider {
  const call = (operation: string, input: object, { principal }: ProviderContext): void =>
    void cloud.callNow('cloudwatch', operation, input, principal);
  const put = (DashboardName: string, properties: Properties, previous: Properties, context: ProviderContext): void => {
    refuseUnknown(DASHBOARD, properties, ['DashboardName', 'DashboardBody', 'Tags']);
    call('PutDashboard', { DashboardName, DashboardBody: properties.DashboardBody }, context);
    changeTags(cloud, dashboardArn(cloud, DashboardName), properties, previous, context);
  };
  return {
    type: DASHBOARD,
    create(properties, context) {
      const name = String(properties.DashboardName ?? context.newName(255));
      put(name, properties, {}, context);
      return { physicalId: name };
    },
    update(physicalId, properties, previous, context) {
      if (properties.DashboardName !== previous.DashboardName) return 'replace';
      put(physicalId, properties, previous, context);
      return {};
    },
    delete(physicalId, _properties, context) {
      try {
        call('DeleteDashboards', { DashboardNames: [physicalId] }, context);
      } catch (error) {
        // Somebody deleted it before: the stack has what it wants.
        if (!(error instanceof AwsError && error.shape === 'DashboardNotFoundError')) throw error;
      }
    },
  };
}
