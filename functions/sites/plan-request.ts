import * as z from 'zod';
import { LAYER_RULES } from '#domain/layers/index.ts';
import { created, forecastSite, type LayerStep } from '#domain/site-forecast.ts';
import { layerStep, planSite } from '#domain/site-plan.ts';
import { checkQuotas } from '#domain/site-quotas.ts';
import { draftSite, type LayerDraft } from '#domain/site-resources.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { handlerOf } from '../shared/middleware.ts';
import { accountLimits } from '../shared/sites/account-quotas.ts';
import { accountUsage } from '../shared/sites/account-usage.ts';
import { describeLayerStacks, type LayerStack, outputsOf } from '../shared/sites/layer-stacks.ts';
import { readTemplates } from '../shared/sites/layer-templates.ts';
import { askChangeSet } from '../shared/sites/plan-change-set.ts';

const planRequestSchema = z.strictObject({ spec: siteSpecSchema });

/**
 * Plans a site in this account without touching it: what would be made or changed a layer, the price a month, the quotas and
 * what its SLAs allow. Invoked by the door of `POST /sites?plan=true`, which waits for the answer.
 */
async function planRequest({ spec }: z.output<typeof planRequestSchema>) {
  const wanted = planSite(spec)
    .flat()
    .flatMap(({ layer }) => LAYER_RULES[layer].template(spec) ?? []);
  const [stacks, templates] = await Promise.all([describeLayerStacks(spec.site), readTemplates(wanted)]);
  const drafts = draftSite(spec, (name) => templates.get(name) ?? { Resources: {} }, outputsOf(stacks));
  const resources = drafts.flatMap((draft) => draft.resources);
  const touched = checkQuotas(spec, resources).map(({ quota }) => quota);
  const [layers, limits, used] = await Promise.all([
    Promise.all(drafts.map((draft) => stepOf(spec.site, draft, stacks))),
    accountLimits(touched),
    accountUsage(spec.site, touched),
  ]);
  const forecast = forecastSite(spec, drafts, { layers: [...layers, ...leftAlone(drafts, stacks)], account: { limits, used } });
  const problems = forecast.layers.filter(({ action }) => action === 'not-known').map(({ layer, reason }) => `${layer}: ${reason}`);
  return { ...forecast, problems };
}

async function stepOf(site: string, draft: LayerDraft, stacks: readonly LayerStack[]): Promise<LayerStep> {
  const stack = stacks.find(({ layer }) => layer === draft.layer);
  const { action, reason } = layerStep(stack?.status);
  switch (action) {
    case 'create':
      return created(draft);
    case 'pass-over':
      return askChangeSet(site, draft, stack?.tags ?? {});
    case 'delete':
      return { ...created(draft), reason: `${reason} It is deleted first.` };
    case 'wait':
    case 'fail':
      return { layer: draft.layer, action: 'not-known', reason, resources: [] };
    default:
      return action satisfies never;
  }
}

/** Layers that the site has and no longer asks for: nothing takes them away but a teardown. */
const leftAlone = (drafts: readonly LayerDraft[], stacks: readonly LayerStack[]): LayerStep[] =>
  stacks
    .filter(({ layer, status }) => status !== 'DELETE_COMPLETE' && !drafts.some((draft) => draft.layer === layer))
    .map(({ layer }) => ({
      layer,
      action: 'none',
      reason: 'The site no longer asks for this layer, and its stack stays until the site is taken down.',
      resources: [],
    }));

export const handler = handlerOf(planRequestSchema, planRequest);
