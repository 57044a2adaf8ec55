import { type App, type CfnCondition, CfnOutput, Fn, Validations } from 'aws-cdk-lib';
import { LayerStack } from './layer-stack.ts';
import { isGiven, onlyIf } from './network/conditions.ts';
import { accessLogs } from './web/access-logs.ts';
import { adminGroup } from './web/admin.ts';
import { group } from './web/group.ts';
import { listeners } from './web/listeners.ts';
import { loadBalancer } from './web/load-balancer.ts';
import { node } from './web/node.ts';
import { madeOnce, safeOrEmpty, type WebParameters } from './web/parameters.ts';
import { pathRules } from './web/path-rules.ts';
import { scaling } from './web/scaling.ts';
import { sessions } from './web/sessions.ts';
import { targetGroups } from './web/target-groups.ts';

/** What a path in a URL may hold; it also ends up in the bootstrap's environment. */
const pathPattern = '/[A-Za-z0-9._~/-]*';

/** The listener that serves the group's visitors. */
const listenerTag = 'nines:listener';

/** The tier that visitors meet: load balancer, Auto Scaling group with its launch template, and what a site may want beside them. */
export class WebLayer extends LayerStack {
  constructor(scope: App, bootstrapScript: string) {
    super(scope, 'web');
    const parameters = this.parameters();
    const adminType = safeOrEmpty(parameters, 'AdminInstanceType');
    const hasAdmin = isGiven(this, 'HasAdmin', adminType);
    const healthPath = this.text('HealthPath', { allowedPattern: pathPattern });
    const name = this.ownName();
    const targets = targetGroups(this, parameters, { name, healthPath, hasAdmin });
    const logs = accessLogs(this, parameters);
    const balancer = loadBalancer(this, parameters, { name, logs });
    const way = listeners(this, parameters, { loadBalancer: balancer, targetGroup: targets.nodes });
    const rules = pathRules(this, parameters, { listenerArn: way.servingArn, targetGroups: targets, hasAdmin });
    const kept = sessions(this, parameters, Fn.join('-', [name, 'sessions']));
    const templateOf = node(this, parameters, { site: this.site, healthPath, bootstrapScript, sessions: kept });
    const template = templateOf('LaunchTemplate', parameters.text('InstanceType'));
    const nodes = group(this, parameters, { nodeName: this.named('web'), template, targetGroup: targets.nodes });
    scaling(this, parameters, nodes);
    const admin = adminGroup(this, parameters, {
      name: Fn.join('-', [name, 'admin']),
      nodeName: this.named('admin'),
      template: onlyIf(hasAdmin, templateOf('AdminTemplate', adminType)),
      targetGroup: targets.admin,
      condition: hasAdmin,
    });
    // A target group that no listener or rule uses has nobody's health checked: its nodes would be replaced after their grace.
    // A tag, since nothing may depend on what a condition leaves out.
    nodes.tags.setTag(listenerTag, way.servingArn, undefined, false);
    for (const rule of rules) admin.addResourceDependency(rule);
    this.acknowledge();
    this.outputs({
      GroupName: nodes.ref,
      LoadBalancerArn: balancer.ref,
      LoadBalancerDnsName: balancer.attrDnsName,
      LoadBalancerFullName: balancer.attrLoadBalancerFullName,
      LoadBalancerZoneId: balancer.attrCanonicalHostedZoneId,
      ListenerArn: way.http.ref,
      TargetGroupArn: targets.nodes.ref,
      TargetGroupFullName: targets.nodes.attrTargetGroupFullName,
      LaunchTemplateId: template.ref,
    });
    this.outputsIf(way.hasHttps, { HttpsListenerArn: way.https.ref, CertificateArn: way.certificateArn });
    this.outputsIf(hasAdmin, { AdminGroupName: admin.ref, AdminTargetGroupArn: targets.admin.ref });
    this.outputsIf(kept.condition, { SessionTableName: kept.table.ref });
    this.outputsIf(logs.condition, { AccessLogBucketName: logs.bucket.ref });
  }

  private parameters(): WebParameters {
    return madeOnce({
      text: (name, props) => this.text(name, props),
      number: (name, least, most) => this.number(name, least, most),
      list: (name) => this.list(name),
    });
  }

  private outputsIf(condition: CfnCondition, values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) {
      new CfnOutput(this, `${name}Output`, { value, condition }).overrideLogicalId(name);
    }
  }

  private acknowledge(): void {
    Validations.of(this).acknowledge(
      { id: 'CloudFormation-Validate::W2509', reason: 'DatabaseSecretArn is the address of a secret, not a secret' },
      { id: 'CloudFormation-Validate::W1001', reason: 'Each of these references stands in the Fn::If of its own condition' },
      { id: 'AwsSolutions::AwsSolutions-SMG4', reason: "The site's salts come from this key: a new one would sign every visitor out" },
      {
        id: 'AwsSolutions::AwsSolutions-ELB2',
        reason: 'The rule cannot read attributes inside an Fn::If: a site that asks for access logs has them, in a bucket of their own',
      },
      { id: 'AwsSolutions::AwsSolutions-AS2', reason: 'The rule cannot read a grace period that is a parameter; the check is ELB' },
      { id: 'AwsSolutions::AwsSolutions-AS3', reason: 'EventBridge tells Nines of every scaling activity, and the ledger keeps it' },
    );
  }
}
