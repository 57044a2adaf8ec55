import { type App, Aws, Validations } from 'aws-cdk-lib';
import { CfnAutoScalingGroup, CfnScalingPolicy } from 'aws-cdk-lib/aws-autoscaling';
import type { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { CfnListener, CfnLoadBalancer, CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { siteKeyName } from '../names.ts';
import { LayerStack } from './layer-stack.ts';
import { lifecycleHooks } from './lifecycle-hooks.ts';
import { nodeProfile } from './node-profile.ts';
import { nodeTemplate } from './node-template.ts';

/** What a path in a URL may hold; it also ends up in the bootstrap's environment. */
const pathPattern = '/[A-Za-z0-9._~/-]*';
/** A host name, an ARN, a port or nothing: safe inside the quotes of a shell. */
const safeOrEmptyPattern = '[A-Za-z0-9.:/!_-]*';
/** `10.0.11.0/24=us-east-1a,…`: in which zone the database's address is. */
const subnetZonesPattern = '[A-Za-z0-9./=,_-]+';

/** Load balancer, target group and Auto Scaling group with its launch template: the tier that visitors meet. */
export class WebLayer extends LayerStack {
  private readonly subnetIds: string[];
  private readonly healthPath: string;

  constructor(scope: App, bootstrapScript: string) {
    super(scope, 'web');
    this.subnetIds = this.list('PublicSubnetIds');
    this.healthPath = this.text('HealthPath', { allowedPattern: pathPattern });
    const targetGroup = this.targetGroup();
    const loadBalancer = this.loadBalancer();
    const listener = new CfnListener(this, 'Listener', {
      loadBalancerArn: loadBalancer.ref,
      port: 80,
      protocol: 'HTTP',
      defaultActions: [{ type: 'forward', targetGroupArn: targetGroup.ref }],
    });
    const template = this.launchTemplate(bootstrapScript);
    const group = this.group(template, targetGroup);
    // A target group without a listener checks nobody's health: every node would be replaced after its grace.
    group.addResourceDependency(listener);
    this.scalingPolicy(group);
    this.acknowledge();
    this.outputs({
      GroupName: group.ref,
      LoadBalancerArn: loadBalancer.ref,
      LoadBalancerDnsName: loadBalancer.attrDnsName,
      LoadBalancerFullName: loadBalancer.attrLoadBalancerFullName,
      TargetGroupArn: targetGroup.ref,
      TargetGroupFullName: targetGroup.attrTargetGroupFullName,
      LaunchTemplateId: template.ref,
    });
  }

  private acknowledge(): void {
    Validations.of(this).acknowledge(
      { id: 'CloudFormation-Validate::W2509', reason: 'DatabaseSecretArn is the address of a secret, not a secret' },
      { id: 'AwsSolutions::AwsSolutions-SMG4', reason: "The site's salts come from this key: a new one would sign every visitor out" },
      {
        id: 'AwsSolutions::AwsSolutions-ELB2',
        reason: 'CloudWatch counts requests, errors and latency; a log of every visitor is not kept for a site that did not ask',
      },
      { id: 'AwsSolutions::AwsSolutions-AS2', reason: 'The rule cannot read a grace period that is a parameter; the check is ELB' },
      { id: 'AwsSolutions::AwsSolutions-AS3', reason: 'EventBridge tells Nines of every scaling activity, and the ledger keeps it' },
    );
  }

  /** Thresholds and timeout stay at the load balancer's defaults (facts L2 to L6). */
  private targetGroup(): CfnTargetGroup {
    const delaySeconds = this.number('DeregistrationDelaySeconds', 0, 3600);
    return new CfnTargetGroup(this, 'TargetGroup', {
      name: this.ownName(),
      vpcId: this.text('VpcId'),
      protocol: 'HTTP',
      port: 80,
      targetType: 'instance',
      healthCheckProtocol: 'HTTP',
      healthCheckPath: this.healthPath,
      healthCheckIntervalSeconds: 30,
      targetGroupAttributes: [{ key: 'deregistration_delay.timeout_seconds', value: `${delaySeconds}` }],
    });
  }

  private loadBalancer(): CfnLoadBalancer {
    return new CfnLoadBalancer(this, 'LoadBalancer', {
      name: this.ownName(),
      type: 'application',
      scheme: 'internet-facing',
      ipAddressType: 'ipv4',
      subnets: this.subnetIds,
      securityGroups: [this.text('LoadBalancerSecurityGroupId')],
      loadBalancerAttributes: [{ key: 'routing.http.drop_invalid_header_fields.enabled', value: 'true' }],
    });
  }

  private launchTemplate(bootstrapScript: string): CfnLaunchTemplate {
    const secretArn = this.text('DatabaseSecretArn', { default: '', allowedPattern: safeOrEmptyPattern });
    const siteKey = this.siteKey();
    const files = { fileSystemId: this.safeOrEmpty('FileSystemId'), accessPointId: this.safeOrEmpty('AccessPointId') };
    return nodeTemplate(this, {
      imageId: this.text('ImageId', {
        type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
        default: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
      }),
      instanceType: this.text('InstanceType'),
      securityGroupId: this.text('WebSecurityGroupId'),
      instanceProfileArn: nodeProfile(this, secretArn, siteKey.ref, files).attrArn,
      bootstrapScript,
      environment: {
        NINES_SITE: this.site,
        NINES_REGION: Aws.REGION,
        NINES_HEALTH_PATH: this.healthPath,
        NINES_SITE_SECRET_ARN: siteKey.ref,
        NINES_SUBNETS: this.text('DataSubnetZones', { allowedPattern: subnetZonesPattern }),
        NINES_DATABASE_HOST: this.safeOrEmpty('DatabaseEndpoint'),
        NINES_DATABASE_PORT: this.safeOrEmpty('DatabasePort'),
        NINES_DATABASE_SECRET_ARN: secretArn,
        NINES_CACHE_HOST: this.safeOrEmpty('CacheEndpoint'),
        NINES_CACHE_PORT: this.safeOrEmpty('CachePort'),
        NINES_FILES_ID: files.fileSystemId,
        NINES_FILES_ACCESS_POINT_ID: files.accessPointId,
      },
    });
  }

  /** Signs the requests of the probe, and is the root of the site's salts: made once, never seen by anybody. */
  private siteKey(): CfnSecret {
    return new CfnSecret(this, 'SiteKey', {
      name: siteKeyName(this.site),
      description: 'The key of a site: its deep page answers who signs with it',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
  }

  /** Layers that a site does without hand over nothing. */
  private safeOrEmpty(name: string): string {
    return this.text(name, { default: '', allowedPattern: safeOrEmptyPattern });
  }

  private group(template: CfnLaunchTemplate, targetGroup: CfnTargetGroup): CfnAutoScalingGroup {
    const group = new CfnAutoScalingGroup(this, 'Group', {
      autoScalingGroupName: this.text('GroupName'),
      // No desired capacity: an update would set it back, in the middle of an open window as well.
      minSize: `${this.number('MinSize', 0, 1000)}`,
      maxSize: `${this.number('MaxSize', 1, 1000)}`,
      vpcZoneIdentifier: this.list('ApplicationSubnetIds'),
      launchTemplate: { launchTemplateId: template.ref, version: template.attrLatestVersionNumber },
      targetGroupArns: [targetGroup.ref],
      healthCheckType: 'ELB',
      healthCheckGracePeriod: this.number('HealthCheckGraceSeconds', 0, 7200),
      lifecycleHookSpecificationList: lifecycleHooks,
      metricsCollection: [{ granularity: '1Minute' }],
      tags: [{ key: 'Name', value: this.named('web'), propagateAtLaunch: true }],
    });
    // Min and max belong to the calendar once the group is there: a stack update leaves them as it finds them.
    group.cfnOptions.updatePolicy = { autoScalingScheduledAction: { ignoreUnmodifiedGroupSizeProperties: true } };
    return group;
  }

  /** The courses' Maintain-CPU-at-<percent>; CloudFormation names the policy after its stack and this id. */
  private scalingPolicy(group: CfnAutoScalingGroup): CfnScalingPolicy {
    return new CfnScalingPolicy(this, 'MaintainCpu', {
      autoScalingGroupName: group.ref,
      policyType: 'TargetTrackingScaling',
      estimatedInstanceWarmup: this.number('WarmUpSeconds', 0, 3600),
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: 'ASGAverageCPUUtilization' },
        targetValue: this.number('TargetCpuPercent', 1, 100),
        disableScaleIn: false,
      },
    });
  }
}
