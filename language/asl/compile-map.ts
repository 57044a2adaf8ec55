import type { StateSource } from './compile-context.ts';
import { compileBatcher, compileReader, compileWriter } from './compile-map-data.ts';
import type { Json, JsonObject } from './json.ts';
import { isExpression } from './jsonata.ts';
import type { Common, MapState, Program } from './model.ts';
import { compileNumber, type NumberRule } from './numbers.ts';

const COUNT: NumberRule = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, text: true, range: (name) => `${name} cannot be negative.` };
const PERCENTAGE: NumberRule = {
  minimum: 0,
  maximum: 100,
  fraction: true,
  text: true,
  range: (name) => `${name} must be between 0 and 100.`,
};

/** Compiles what only Map has; `compileInner` compiles its processor. */
export function compileMap(source: StateSource, common: Common, compileInner: (value: Json, location: string) => Program): MapState {
  const { definition } = source;
  const field = definition.ItemProcessor !== undefined ? 'ItemProcessor' : 'Iterator';
  const processor = definition[field] as JsonObject;
  const { Mode: mode, ExecutionType: type } = (processor.ProcessorConfig ?? {}) as JsonObject;
  const distributed = mode === 'DISTRIBUTED';
  if (!distributed) refuseDistributedFields(source);
  return {
    ...common,
    type: 'Map',
    processor: compileInner(processor, source.at(field)),
    distributed,
    executionType: type === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
    label: source.text('Label'),
    itemsPath: source.path('ItemsPath'),
    itemsPathText: source.text('ItemsPath'),
    items: source.template('Items'),
    itemsText: isExpression(definition.Items) ? definition.Items.slice(2, -2).trim() : undefined,
    itemSelector: source.template(definition.ItemSelector !== undefined ? 'ItemSelector' : 'Parameters'),
    maxConcurrency: compileNumber(source, 'MaxConcurrency', COUNT),
    toleratedCount: compileNumber(source, 'ToleratedFailureCount', COUNT),
    toleratedPercentage: compileNumber(source, 'ToleratedFailurePercentage', PERCENTAGE),
    reader: compileReader(source),
    batcher: compileBatcher(source),
    writer: compileWriter(source),
  };
}

/** The service takes these at creation, too, but what they would do is not documented. */
function refuseDistributedFields(source: StateSource): void {
  for (const field of ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label']) {
    if (source.definition[field] !== undefined)
      source.report(source.at(field), `The field "${field}" is supported only by a Map of mode "DISTRIBUTED".`);
  }
}
