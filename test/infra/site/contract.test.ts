import { describe, expect, test } from 'vitest';
import { type Layer, TEMPLATES, type Template as TemplateName } from '#domain/glossary.ts';
import { LAYER_RULES, layerParameters } from '#domain/layers/index.ts';
import { planSite } from '#domain/site-plan.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { templates } from '#infra/names.ts';
import { SPECS } from './specs.ts';
import { layer, layers } from './support.ts';

const templateOf = (name: Layer, spec: SiteSpec) => LAYER_RULES[name].template(spec) as TemplateName;

/** Outputs that know every name, and which of them were asked for. */
const recorded = () => {
  const asked = new Set<string>();
  const outputs = new Proxy<Record<string, string>>({}, { get: (_target, name) => asked.add(String(name)) && `of-${String(name)}` });
  return { outputs, asked };
};

test('control plane and templates speak of the same templates', () => {
  expect(Object.keys(templates).sort()).toEqual([...TEMPLATES].sort());
  expect(Object.keys(layers).sort()).toEqual([...TEMPLATES].sort());
});

test.each(Object.keys(templates) as TemplateName[])('%s is built for one of the sites', (name) => {
  const built = Object.values(SPECS).flatMap((spec) =>
    planSite(spec).flatMap((wave) => wave.map((planned) => templateOf(planned.layer, spec))),
  );

  expect(built).toContain(name);
});

describe.each(Object.entries(SPECS))('%s', (_title, spec) => {
  const waves = planSite(spec);
  const planned = waves.flatMap((wave, index) => wave.map(({ layer: name }) => [name, index] as const));

  test.each(planned)('hands the template of %s every parameter that it needs, and no other', (name) => {
    const known = layer(templateOf(name, spec)).Parameters ?? {};

    const given = Object.keys(layerParameters(name, spec, recorded().outputs));

    expect(given.filter((parameter) => known[parameter] === undefined)).toEqual([]);
    expect(Object.keys(known).filter((parameter) => known[parameter]?.Default === undefined && !given.includes(parameter))).toEqual([]);
  });

  test.each(planned)('gives %s no output that the waves before it do not put out', (name, wave) => {
    const { outputs, asked } = recorded();
    const before = waves.slice(0, wave).flat();
    const putOut = before.flatMap((earlier) => Object.keys(layer(templateOf(earlier.layer, spec)).Outputs ?? {}));

    layerParameters(name, spec, outputs);

    expect([...asked].filter((output) => !putOut.includes(output))).toEqual([]);
  });
});

describe.each(Object.keys(templates))('the template %s', (name) => {
  test('needs no bootstrap, no asset and no lookup', () => {
    const text = JSON.stringify(layer(name));

    expect(text).not.toContain('cdk-hnb659fds');
    expect(text).not.toContain('BootstrapVersion');
  });
});
