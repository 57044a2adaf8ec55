import { appSettings } from '#infra/app-settings.ts';
import { synthesizeLayers } from '#infra/synthesize-layers.ts';
import { ofType, propertiesOf } from '../support/policies.ts';
import { projectWith, readLayers, removeTemporaryFolders, type Template } from '../support/project.ts';

/** Stands for the bootstrap: its `${…}` are the shell's. */
export const script = '#!/bin/bash\necho "${NINES_SITE} ${#array[@]}"\n';

const synthesized = (): Record<string, Template> => {
  const paths = projectWith({ 'site/bootstrap.sh': script });
  try {
    synthesizeLayers(paths, appSettings);
    return readLayers(paths.layers);
  } finally {
    removeTemporaryFolders();
  }
};

/** The layers' templates by name, synthesized once a test file. */
export const layers = synthesized();

/** One template. */
export const layer = (name: string): Template => {
  const template = layers[name];
  if (template === undefined) throw new Error(`no template ${name}`);
  return template;
};

/** The properties of the one resource of a type. */
export const only = (name: string, type: string): Record<string, unknown> => {
  const found = ofType(layer(name), type);
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type} in ${name}`);
  return propertiesOf(found[0]![1]);
};
