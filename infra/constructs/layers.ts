import { join } from 'node:path';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { pascalCase, type TemplateName, templateNames } from '../names.ts';
import { flowLogRole } from './flow-log-role.ts';
import { layerPolicies } from './layer-policies.ts';
import { tagPart } from './tag-part.ts';

/** The templates of a site's layers as assets, and the role with which CloudFormation creates them. */
export class Layers extends Construct {
  readonly role: Role;
  readonly templateUrls: Readonly<Record<TemplateName, string>>;
  /** Where all the templates lie, as an ARN pattern for those who may create stacks. */
  readonly templateObjectsArn: string;

  constructor(scope: Construct, id: string, props: { folder: string }) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      description: 'CloudFormation creates, changes and deletes the layers of a site with this role',
      assumedBy: new ServicePrincipal('cloudformation.amazonaws.com'),
    });
    layerPolicies(this, this.role);
    flowLogRole(this);
    const assets = templateNames.map((name) => {
      const asset = new Asset(this, `${pascalCase(name)}Template`, { path: join(props.folder, `${name}.template.json`) });
      return [name, asset] as const;
    });
    this.templateUrls = Object.fromEntries(assets.map(([name, asset]) => [name, asset.httpUrl])) as Record<TemplateName, string>;
    const bucket = assets[0]?.[1].bucket;
    if (bucket === undefined) throw new Error('no layers');
    this.templateObjectsArn = bucket.arnForObjects('*.json');
    tagPart(this, 'layers');
  }
}
