import type { LayerDecision, Outputs } from '#domain/layers/rules.ts';
import type { SiteSpec } from '#domain/site-spec.ts';

/** Looks whether a layer is what it promises; `outputs` are those of all layers that exist. */
export type Promised = (spec: SiteSpec, outputs: Outputs) => Promise<LayerDecision>;

/** A layer that the spec does not name was asked about. */
export const unplanned: LayerDecision = { action: 'fail', reason: 'The spec has no such layer.' };
