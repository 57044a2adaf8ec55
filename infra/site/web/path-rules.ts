import { CfnCondition, Fn, type IResolvable } from 'aws-cdk-lib';
import { CfnListenerRule, type CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { either, isGiven, onlyIf } from '../network/conditions.ts';
import type { WebParameters } from './parameters.ts';
import type { TargetGroups } from './target-groups.ts';

/** Of the hundred that a load balancer takes; events/site-front.ts and domain/layers/web-front.ts say the same. */
const pathRulesLimit = 8;
/** The site's own rules come first: what they say of an admin path is meant. */
const adminPriority = 100;
/** `admin-ajax.php` is what pages call in visitors' browsers: it is no page of those who write. */
const visitorsPaths = ['/wp-admin/admin-ajax.php'];
const adminPaths = ['/wp-admin*', '/wp-login.php'];

export type PathRulesProps = { listenerArn: string; targetGroups: TargetGroups; hasAdmin: CfnCondition };

/** Which paths go elsewhere than to the nodes. Answers the rules, without which the admin node has no visitors and no health. */
export const pathRules = (scope: Construct, parameters: WebParameters, props: PathRulesProps): CfnListenerRule[] => {
  const { listenerArn, targetGroups, hasAdmin } = props;
  for (let number = 1; number <= pathRulesLimit; number += 1) siteRule(scope, parameters, { ...props, number });
  const rule = (id: string, priority: number, paths: string[], to: CfnTargetGroup) =>
    onlyIf(
      hasAdmin,
      new CfnListenerRule(scope, id, {
        listenerArn,
        priority,
        conditions: [{ field: 'path-pattern', pathPatternConfig: { values: paths } }],
        actions: [{ type: 'forward', targetGroupArn: to.ref }],
      }),
    );
  return [
    rule('VisitorsRule', adminPriority, visitorsPaths, targetGroups.nodes),
    rule('AdminRule', adminPriority + 1, adminPaths, targetGroups.admin),
  ];
};

/** One of the rules that a site may write, where it has so many. */
const siteRule = (
  scope: Construct,
  parameters: WebParameters,
  { number, listenerArn, targetGroups, hasAdmin }: PathRulesProps & { number: number },
): void => {
  const id = `PathRule${number}`;
  const to = parameters.text(`${id}To`, { allowedValues: ['', 'nodes', 'admin', 'answer', 'redirect'] });
  const StatusCode = parameters.text(`${id}Status`, { default: '404', allowedPattern: '[245]\\d\\d' });
  const Path = parameters.text(`${id}Target`, { default: '/', allowedPattern: '/[A-Za-z0-9_./-]*' });
  const goes = (way: string) => new CfnCondition(scope, `${id}Is${way}`, { expression: Fn.conditionEquals(to, way.toLowerCase()) });
  const [toAdmin, answers, redirects] = [goes('Admin'), goes('Answer'), goes('Redirect')];
  const admin = either(hasAdmin, targetGroups.admin.ref, targetGroups.nodes.ref);
  const forward = [{ Type: 'forward', TargetGroupArn: either(toAdmin, admin, targetGroups.nodes.ref) }];
  const answer = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode, ContentType: 'text/plain' } }];
  const redirect = [{ Type: 'redirect', RedirectConfig: { Path, StatusCode: 'HTTP_301' } }];
  const actions: IResolvable = Fn.conditionIf(
    answers.logicalId,
    answer,
    Fn.conditionIf(redirects.logicalId, redirect, forward),
  ) as IResolvable;
  const rule = new CfnListenerRule(scope, id, {
    listenerArn,
    priority: number,
    conditions: [{ field: 'path-pattern', pathPatternConfig: { values: parameters.list(`${id}Paths`) } }],
    actions,
  });
  onlyIf(isGiven(scope, `Has${id}`, to), rule);
};
