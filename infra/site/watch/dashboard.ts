import { type CfnCondition, Fn } from 'aws-cdk-lib';
import { type CfnAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { either, ifHolds, onlyIf } from '../network/conditions.ts';
import { alarmWidget, cacheGraphs, databaseGraphs, filesGraphs, type Graph, graphWidget, webGraphs, workerGraphs } from './widgets.ts';

export type DashboardProps = {
  name: string;
  condition: CfnCondition;
  alarms: readonly CfnAlarm[];
  /** The names by which graphs find the web tier. */
  front: { groupName: string; loadBalancer: string; targetGroup: string };
  /** Parts that a site may do without: the name of each, and when it is there. */
  database: { name: string; condition: CfnCondition };
  cache: { name: string; condition: CfnCondition };
  files: { name: string; condition: CfnCondition };
  queue: { name: string; condition: CfnCondition };
};

/** One page with the graphs of the layers that the site has. */
export const dashboard = (scope: Construct, props: DashboardProps): CfnDashboard => {
  const { name, condition, alarms, front, database, cache, files, queue } = props;
  // A part that is not there leaves nothing behind the widgets before it, not even a comma.
  const part = (graphs: readonly Graph[], variable: string, given: { name: string; condition: CfnCondition }): string =>
    either(given.condition, Fn.sub(`,${graphs.map(widgetText).join()}`, { [variable]: given.name }), '');
  const widgets = [JSON.stringify(alarmWidget('${Alarms}')), ...webGraphs.map(widgetText)];
  return onlyIf(
    condition,
    new CfnDashboard(scope, 'Dashboard', {
      dashboardName: name,
      dashboardBody: Fn.sub(`{"start":"-PT6H","widgets":[${widgets.join()}\${DatabasePart}\${CachePart}\${FilesPart}\${WorkerPart}]}`, {
        // One text between the quotes of the list that the widget has.
        Alarms: Fn.join(
          '","',
          alarms.map((alarm) => ifHolds(alarm.cfnOptions.condition, alarm.attrArn)),
        ),
        LoadBalancer: front.loadBalancer,
        TargetGroup: front.targetGroup,
        Group: front.groupName,
        DatabasePart: part(databaseGraphs, 'Database', database),
        CachePart: part(cacheGraphs, 'Cache', cache),
        FilesPart: part(filesGraphs, 'Files', files),
        WorkerPart: part(workerGraphs, 'Queue', queue),
      }),
    }),
  );
};

const widgetText = (graph: Graph): string => JSON.stringify(graphWidget(graph));
