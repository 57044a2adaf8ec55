import { type CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnCertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnListener, type CfnLoadBalancer, type CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { either, isGiven, onlyIf } from '../network/conditions.ts';
import { safeOrEmpty, type WebParameters } from './parameters.ts';

/** What AWS advises, and its console chooses: TLS 1.3 and 1.2, with key exchange that a quantum computer does not undo (ALB guide, describe-ssl-policies). */
const sslPolicy = 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09';

export type Listeners = {
  http: CfnListener;
  https: CfnListener;
  hasHttps: CfnCondition;
  certificateArn: string;
  /** The listener that serves the site: rules belong to it. */
  servingArn: string;
};

/** What the load balancer listens to. A site with a name and its certificate is served by HTTPS alone. */
export const listeners = (
  scope: Construct,
  parameters: WebParameters,
  { loadBalancer, targetGroup }: { loadBalancer: CfnLoadBalancer; targetGroup: CfnTargetGroup },
): Listeners => {
  const name = safeOrEmpty(parameters, 'HttpsName');
  const hasHttps = isGiven(scope, 'HasHttps', name);
  const forward = { Type: 'forward', TargetGroupArn: targetGroup.ref };
  const toHttps = { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } };
  const http = new CfnListener(scope, 'Listener', {
    loadBalancerArn: loadBalancer.ref,
    port: 80,
    protocol: 'HTTP',
    defaultActions: [Fn.conditionIf(hasHttps.logicalId, toHttps, forward)],
  });
  const certificateArn = certificate(scope, parameters, name);
  const https = new CfnListener(scope, 'HttpsListener', {
    loadBalancerArn: loadBalancer.ref,
    port: 443,
    protocol: 'HTTPS',
    sslPolicy,
    certificates: [{ certificateArn }],
    defaultActions: [{ type: 'forward', targetGroupArn: targetGroup.ref }],
  });
  onlyIf(hasHttps, https);
  return { http, https, hasHttps, certificateArn, servingArn: either(hasHttps, https.ref, http.ref) };
};

/** The certificate that is given, or one that ACM validates by a record in the name's own hosted zone: nobody has to click. */
const certificate = (scope: Construct, parameters: WebParameters, domainName: string): string => {
  const given = safeOrEmpty(parameters, 'HttpsCertificateArn');
  const hostedZoneId = safeOrEmpty(parameters, 'HttpsHostedZoneId');
  const isMade = isGiven(scope, 'MakesCertificate', hostedZoneId);
  const made = new CfnCertificate(scope, 'Certificate', {
    domainName,
    validationMethod: 'DNS',
    domainValidationOptions: [{ domainName, hostedZoneId }],
  });
  onlyIf(isMade, made);
  return either(isMade, made.ref, given);
};
