import type { AppProps } from 'aws-cdk-lib';

/**
 * What both apps are made with. The settings stand here and not in cdk.json alone, so that `cdk synth` and
 * `node infra/app.ts` write the same templates.
 */
export const appSettings: AppProps = {
  analyticsReporting: false,
  treeMetadata: false,
  postCliContext: {
    'aws:cdk:enable-path-metadata': false,
    'aws:cdk:enable-asset-metadata': false,
    '@aws-cdk/aws-iam:minimizePolicies': true,
    // The other way is an ACL, which buckets that their owner alone rules do not have.
    '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
    // A template that CloudFormation would refuse fails here, not at the deployment.
    '@aws-cdk/core:validateAgainstDefaultRules': true,
  },
};
