import {
  type App,
  BootstraplessSynthesizer,
  CfnOutput,
  CfnParameter,
  type CfnParameterProps,
  Fn,
  type IStackSynthesizer,
  Stack,
  Tags,
} from 'aws-cdk-lib';
import { partTag, siteTag, type TemplateName, templates } from '../names.ts';

/** What a name of a site may look like: it becomes part of names that AWS limits to 32 characters. */
const sitePattern = '[a-z][a-z0-9-]{0,24}[a-z0-9]';

/**
 * A layer of a site: a template with parameters, without assets, bootstrap or account of its own. Its parameters and
 * outputs are the contract with provision-site.
 */
export class LayerStack extends Stack {
  /** The name of the site: every layer has it. */
  protected readonly site: string;

  constructor(scope: App, template: TemplateName) {
    const layer = templates[template];
    super(scope, template, {
      description: `Nines: the ${layer} layer of a site`, // The CDK's own types do not know exactOptionalPropertyTypes.
      synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
    });
    this.site = this.text('SiteName', { allowedPattern: sitePattern, constraintDescription: `must match ${sitePattern}` });
    // The stack carries these tags too; policies lean on them, so they do not hang on how the stack was made.
    const onResources = { excludeResourceTypes: ['aws:cdk:stack'] };
    Tags.of(this).add(partTag, layer, onResources);
    Tags.of(this).add(siteTag, this.site, onResources);
  }

  /** `<site>-<what>`. */
  protected named(what: string): string {
    return Fn.join('-', [this.site, what]);
  }

  /** `nines-<site>`: for what a site has one of, and what the layers' role is limited to. */
  protected ownName(): string {
    return Fn.join('-', ['nines', this.site]);
  }

  protected text(name: string, props: CfnParameterProps = {}): string {
    return new CfnParameter(this, name, props).valueAsString;
  }

  protected number(name: string, minValue: number, maxValue: number): number {
    return new CfnParameter(this, name, { type: 'Number', minValue, maxValue }).valueAsNumber;
  }

  /** Lists come as the network layer puts them out: joined by commas. */
  protected list(name: string): string[] {
    return new CfnParameter(this, name, { type: 'CommaDelimitedList' }).valueAsList;
  }

  protected outputs(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) {
      // A construct of its own name: an output may be called as a parameter is (GroupName), a construct may not.
      new CfnOutput(this, `${name}Output`, { value }).overrideLogicalId(name);
    }
  }
}
