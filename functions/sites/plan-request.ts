import * as z from 'zod';
import { everyRefusal, judgeChanges } from '#domain/change-gates.ts';
import type { Decision } from '#domain/glossary.ts';
import { LAYER_RULES } from '#domain/layers/index.ts';
import { withKeptImage } from '#domain/refresh-image.ts';
import { created, forecastSite, type LayerStep } from '#domain/site-forecast.ts';
import { layerStep, planSite } from '#domain/site-plan.ts';
import { checkQuotas } from '#domain/site-quotas.ts';
import { draftSite, type LayerDraft } from '#domain/site-resources.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { readKeptImage } from '../shared/ledger/kept-image.ts';
import { readSite } from '../shared/ledger/sites.ts';
import { handlerOf } from '../shared/middleware.ts';
import { accountLimits } from '../shared/sites/account-quotas.ts';
import { accountUsage } from '../shared/sites/account-usage.ts';
import { missingCode } from '../shared/sites/assets.ts';
import { judgeSpec } from '../shared/sites/judge-spec.ts';
import { describeLayerStacks, type LayerStack, outputsOf } from '../shared/sites/layer-stacks.ts';
import { readTemplates } from '../shared/sites/layer-templates.ts';
import { openWindows } from '../shared/sites/open-windows.ts';
import { askChangeSet } from '../shared/sites/plan-change-set.ts';

/** The HTTP API waits 30 s, and the answer needs its own time: what is not there by then is asked for again. */
const PATIENCE_MS = 20_000;

const planRequestSchema = z.strictObject({ spec: siteSpecSchema });

/**
 * Plans a site in this account without touching it: what would be made or changed a layer, the price a month, the quotas and
 * what its SLAs allow. Invoked by the door of `POST /sites?plan=true`, which waits for the answer.
 */
async function planRequest({ spec: asked }: z.output<typeof planRequestSchema>) {
  const spec = withKeptImage(asked, await readKeptImage(asked.site));
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
  const standing = stacks.map(({ layer }) => layer);
  const known = layers.filter(({ action }) => action !== 'create' && action !== 'not-known');
  // What the same request would be told if it were no plan.
  const change = everyRefusal(judgeChanges(known, { replaceData: [], standing }), ...(await judgeRequest(spec)));
  return { ...forecast, problems, change };
}

/** What else would be refused: the spec itself after what the site is now, and code that nobody has put there. */
async function judgeRequest(spec: SiteSpec): Promise<Decision<'proceed' | 'refuse'>[]> {
  const site = await readSite(spec.site);
  const open = site?.state === 'registered' ? await openWindows(site.spec, Date.now()) : [];
  const [asked, missing] = await Promise.all([judgeSpec(spec, site?.spec, open), missingCode(spec)]);
  return missing === undefined ? [asked] : [asked, { action: 'refuse', reason: missing }];
}

async function stepOf(site: string, draft: LayerDraft, stacks: readonly LayerStack[]): Promise<LayerStep> {
  const stack = stacks.find(({ layer }) => layer === draft.layer);
  const { action, reason } = layerStep(stack?.status);
  switch (action) {
    case 'create':
      return created(draft);
    case 'update':
      return askChangeSet({ ...draft, site, parameters: listed(draft), tags: stack?.tags ?? {} }, PATIENCE_MS);
    case 'delete':
      return { ...created(draft), reason: `${reason} It is deleted first.` };
    case 'wait':
    case 'fail':
      return { layer: draft.layer, action: 'not-known', reason, resources: [] };
    default:
      return action satisfies never;
  }
}

const listed = ({ parameters }: LayerDraft) =>
  Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));

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
