import { inspectTemplate, type TemplateFile } from './cloudformation-template.ts';
import type { Layer, Template } from './glossary.ts';
import { LAYER_RULES, layerParameters } from './layers/index.ts';
import type { Outputs } from './layers/rules.ts';
import { planSite } from './site-plan.ts';
import type { SiteSpec } from './site-spec.ts';

/** A resource that a layer's template makes for this site; what only CloudFormation can know in its properties stays as it is written. */
export type SiteResource = { layer: Layer; id: string; type: string; properties: Readonly<Record<string, unknown>> };

/** One layer of a site before it is built: its template, the parameters and what they make of it. */
export type LayerDraft = { layer: Layer; template: Template; parameters: Readonly<Record<string, string>>; resources: SiteResource[] };

/** Where a layer's template is read. */
export type TemplateOf = (template: Template) => TemplateFile;

/**
 * Every layer of a site as its template would make it. Outputs that are not known yet, since nothing is built, are named
 * after the layer that will give them; `known` are those that are.
 */
export function draftSite(spec: SiteSpec, templateOf: TemplateOf, known: Outputs = {}): LayerDraft[] {
  const outputs: Record<string, string> = { ...known };
  const layers = planSite(spec).flat();
  return layers.map(({ layer }) => {
    // A layer that is planned has a template: planSite leaves out those that have none.
    const template = LAYER_RULES[layer].template(spec) as Template;
    const parameters = layerParameters(layer, spec, outputs);
    const { resources, outputNames } = inspectTemplate(templateOf(template), parameters);
    for (const name of outputNames) outputs[name] ??= `${layer}.${name}`;
    return { layer, template, parameters, resources: resources.map((resource) => ({ layer, ...resource })) };
  });
}

/** The resources of some types, in their order. */
export const ofType = (resources: readonly SiteResource[], ...types: readonly string[]): SiteResource[] =>
  resources.filter(({ type }) => types.includes(type));

/** A property's text; numbers and booleans as they are written. Undefined where only CloudFormation knows it. */
export function textOf({ properties }: Pick<SiteResource, 'properties'>, name: string): string | undefined {
  const value = properties[name];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A property's number, from a number or its text. */
export function numberOf(resource: Pick<SiteResource, 'properties'>, name: string): number | undefined {
  const text = textOf(resource, name);
  return text === undefined || text === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
}

export const isOn = (resource: Pick<SiteResource, 'properties'>, name: string): boolean => textOf(resource, name) === 'true';
