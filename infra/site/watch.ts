import { type App, CfnOutput, Validations } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LayerStack } from './layer-stack.ts';
import { isGiven } from './network/conditions.ts';
import { topicOf } from './topic.ts';
import { dashboard } from './watch/dashboard.ts';
import { dataAlarms } from './watch/data-alarms.ts';
import { logGroups } from './watch/node-logs.ts';
import { flagOf, type WatchParameters } from './watch/parameters.ts';
import { webAlarms } from './watch/web-alarms.ts';

/** The topic that tells people, the alarms, the logs of the nodes and the dashboard: each but the first two where a site asks for it. */
export class WatchLayer extends LayerStack {
  constructor(scope: App) {
    super(scope, 'watch');
    // Not encrypted: an alarm cannot publish to a topic under SNS's own key, and its message holds no secret.
    const topic = topicOf(this, this.text('TopicName'), {
      principal: new ServicePrincipal('cloudwatch.amazonaws.com'),
      accountKey: 'aws:SourceAccount',
    });
    const parameters: WatchParameters = {
      site: this.site,
      topicArn: topic.ref,
      text: (name, props) => this.text(name, props),
      number: (name, least, most) => this.number(name, least, most),
    };
    const front = {
      groupName: this.text('GroupName'),
      loadBalancer: this.text('LoadBalancerFullName'),
      targetGroup: this.text('TargetGroupFullName'),
      adminTargetGroup: this.text('AdminTargetGroupFullName'),
    };
    const files = this.text('FileSystemId');
    const alarms = [...webAlarms(this, parameters, front), ...dataAlarms(this, parameters, files)];
    logGroups(this, parameters);
    this.outputs({ TopicArn: topic.ref });
    this.dashboard(alarms, front, files);
  }

  private dashboard(alarms: ReturnType<typeof webAlarms>, front: Parameters<typeof webAlarms>[2], files: string): void {
    const flag = (name: string) => flagOf(this, { text: (id, props) => this.text(id, props) }, name);
    const database = this.text('DatabaseIdentifier');
    const queue = this.text('QueueName');
    const condition = flag('Dashboard');
    const made = dashboard(this, {
      name: this.ownName(),
      condition,
      alarms,
      front,
      database: { name: database, condition: isGiven(this, 'HasDatabase', database) },
      cache: { name: this.named('cache'), condition: flag('Cache') },
      files: { name: files, condition: isGiven(this, 'HasFiles', files) },
      queue: { name: queue, condition: isGiven(this, 'HasQueue', queue) },
    });
    Validations.of(this).acknowledge({
      id: 'CloudFormation-Validate::W1001',
      reason: 'Each of these references stands in the Fn::If of its own condition',
    });
    new CfnOutput(this, 'DashboardNameOutput', { value: made.ref, condition }).overrideLogicalId('DashboardName');
  }
}
