import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** Holds every resource of an app against cdk-nag's AwsSolutions: a finding that nobody acknowledged with a reason ends the synth. */
export const checkAwsSolutions = (app: App): void => {
  // The CDK's own types do not know exactOptionalPropertyTypes.
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app) as never);
};
