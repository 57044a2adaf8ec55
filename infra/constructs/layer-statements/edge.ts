import { Aws } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { noResources, readsAnySite } from '../../reasons.ts';
import { because } from '../wildcards.ts';
import { allow } from './allow.ts';

const global = (resource: string): string => `arn:${Aws.PARTITION}:route53:::${resource}`;

/**
 * Records of addresses in the zones of sites, and health checks. Which zones those are is known at run time only: so the mail, the
 * texts and the name servers of a zone are out of reach by the types of the records. Certificates of the web layer are proven by CNAME.
 */
export const edge = (): PolicyStatement[] => [
  allow(
    ['route53:ChangeResourceRecordSets'],
    because('A site names its hosted zone at run time: the condition keeps it to addresses and to the proofs of certificates', [
      global('hostedzone/*'),
    ]),
    { 'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'CNAME'] } },
  ),
  allow(
    ['route53:GetHostedZone', 'route53:ListResourceRecordSets', 'route53:GetChange'],
    because(readsAnySite, [global('hostedzone/*'), global('change/*')]),
  ),
  allow(['route53:CreateHealthCheck'], because(noResources, ['*'])),
  allow(
    [
      'route53:GetHealthCheck',
      'route53:UpdateHealthCheck',
      'route53:DeleteHealthCheck',
      'route53:ChangeTagsForResource',
      'route53:ListTagsForResource',
    ],
    because('Route 53 makes the ids, and knows no tags in conditions', [global('healthcheck/*')]),
  ),
];
