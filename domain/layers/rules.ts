import type { Decision, Template } from '../glossary.ts';
import type { SiteSpec } from '../site-spec.ts';

/** The outputs of the layers that exist, in one object. */
export type Outputs = Readonly<Record<string, string>>;

/** The values of a template's parameters, before they become texts. */
export type Values = Readonly<Record<string, string | number | boolean>>;

/** What is known of a layer before anything is built. */
export type LayerRules = {
  /** The template that builds it for this site; undefined where the site does without the layer. */
  template(spec: SiteSpec): Template | undefined;
  /** How long its stack may take before we ask instead of waiting for the event. */
  waitSeconds: number;
  /** The parameters of that template, from the spec and from what the earlier layers gave. */
  parameters(spec: SiteSpec, outputs: Outputs): Values;
};

/** Whether a layer is what it promises. `wait`: not yet, ask again. `fail`: it will not become what was asked for. */
export type LayerDecision = Decision<'proceed' | 'wait' | 'fail'>;

/** A layer needs an output that no earlier layer has given. */
export class OutputMissingError extends Error {
  override name = 'OutputMissingError';
}

/** The named outputs; every missing one is told at once. */
export function needed(outputs: Outputs, ...names: readonly string[]): Record<string, string> {
  const missing = names.filter((name) => !outputs[name]);
  if (missing.length > 0) throw new OutputMissingError(`The earlier layers gave no ${missing.join(', ')}.`);
  return Object.fromEntries(names.map((name) => [name, outputs[name] as string]));
}

/** The same where the site has the layer that gives them; an empty text tells the template that it has none. */
export function neededIf(present: boolean, outputs: Outputs, ...names: readonly string[]): Record<string, string> {
  return present ? needed(outputs, ...names) : Object.fromEntries(names.map((name) => [name, '']));
}
