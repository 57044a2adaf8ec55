import { App } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { appSettings } from './app-settings.ts';
import { type Bundle, bundleFunctions } from './bundle-functions.ts';
import { checkTables } from './check-tables.ts';
import { ControlPlaneStack } from './control-plane-stack.ts';
import type { ProjectPaths } from './paths.ts';
import { synthesizeLayers } from './synthesize-layers.ts';
import type { Tables } from './tables.ts';

/** What a synth is asked for. */
export type SynthesizeProps = {
  tables: Tables;
  paths: ProjectPaths;
  outdir: string;
  /** Whether the templates are held against CloudFormation's own schemas and AwsSolutions, which takes longer than all the rest. */
  validate: boolean;
};

/** Checks the tables, bundles the functions, writes the layers' templates and then the control plane's assembly. */
export const synthesize = async (props: SynthesizeProps): Promise<{ assembly: CloudAssembly; bundles: readonly Bundle[] }> => {
  const { tables, paths, outdir } = props;
  const settings = { ...appSettings, autoSynth: false, builtinCloudFormationValidation: props.validate };
  checkTables(tables, paths);
  const check = props.validate ? (await import('./aws-solutions.ts')).checkAwsSolutions : () => {};
  const files = tables.functions.map((row) => row.file);
  // esbuild works in a process of its own, so the layers cost nothing while it does.
  const [bundles] = await Promise.all([
    bundleFunctions(files, paths),
    Promise.resolve().then(() => synthesizeLayers(paths, settings, check)),
  ]);
  const app = new App({ ...settings, outdir });
  new ControlPlaneStack(app, { tables, paths });
  check(app);
  return { assembly: app.synth(), bundles };
};
