import type { Parameter } from '@aws-sdk/client-cloudformation';
import type { Layer } from '#domain/glossary.ts';
import { layerParameters } from '#domain/layers/index.ts';
import type { Outputs } from '#domain/layers/rules.ts';
import type { SiteSpec } from '#domain/site-spec.ts';

/** The web group's limits, which belong to the calendar while a window is open. */
const SIZES: readonly string[] = ['MinSize', 'MaxSize'];

/**
 * The parameters of a layer's template for CloudFormation. With `keepsSizes` the group's limits stay what the stack has: unmodified ones
 * are left alone by its update policy, and those that the spec brings come into force when the window closes.
 */
export function parametersOf(layer: Layer, spec: SiteSpec, outputs: Outputs, { keepsSizes = false } = {}): Parameter[] {
  return Object.entries(layerParameters(layer, spec, outputs)).map(([ParameterKey, ParameterValue]) =>
    keepsSizes && layer === 'web' && SIZES.includes(ParameterKey)
      ? { ParameterKey, UsePreviousValue: true }
      : { ParameterKey, ParameterValue },
  );
}
