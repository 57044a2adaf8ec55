import { ManagedPolicy, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { pascalCase } from '../names.ts';
import { layerStatements } from './layer-statements/index.ts';
import { acknowledgeWildcards } from './wildcards.ts';

/** Gives the layers' role a managed policy for each layer, so that one reads as one. */
export const layerPolicies = (scope: Construct, role: Role): void => {
  for (const [name, statementsOfLayer] of Object.entries(layerStatements)) {
    const statements = statementsOfLayer();
    const policy = new ManagedPolicy(scope, `${pascalCase(name)}Policy`, {
      description: `What CloudFormation may do for the ${name} of a site`,
      roles: [role],
      statements,
    });
    acknowledgeWildcards(policy, statements);
  }
};
