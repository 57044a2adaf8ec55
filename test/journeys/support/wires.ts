import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

type Resource = { Type: string; Properties: Record<string, unknown>; DependsOn?: string | string[] };
type Template = { Resources: Record<string, Resource> };

const TEMPLATE = 'nines.template.json';
const scratch = path.resolve(import.meta.dirname, '../../../out/wiring');

/** What connects the parts of the control plane in its template: without any one of them something does not happen. */
export type Wire = { logicalId: string; name: string };

/** Every rule, Lambda permission and part of the scheduler in a synthesized template, named by what it connects. */
export function wiresOf(assembly: string): Wire[] {
  const { Resources } = readTemplate(assembly);
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'AWS::Events::Rule' || Type === 'AWS::Lambda::Permission' || Type.startsWith('AWS::Scheduler::'))
    .map(([logicalId, resource]) => ({ logicalId, name: nameOf(resource, Resources) }));
}

function nameOf({ Type, Properties }: Resource, all: Template['Resources']): string {
  const plain = (name: unknown): string => String(name).replace(/^nines-/, '');
  if (Type !== 'AWS::Lambda::Permission') return `${Type.split('::').at(-1)} ${plain(Properties.Name)}`;
  const source = Properties.SourceArn as { 'Fn::GetAtt'?: [string, string] };
  const target = Properties.FunctionName as { 'Fn::GetAtt': [string, string] };
  const from = source['Fn::GetAtt']?.[0];
  // A rule is told by its own name, since several rules call one function.
  if (from !== undefined) return `Permission of ${plain(all[from]?.Properties.Name)}`;
  return `Permission for ${plain(all[target['Fn::GetAtt'][0]]?.Properties.FunctionName)}`;
}

/** A copy of an assembly whose template lacks one resource; what pointed to it now points to an ARN that nobody has. */
export function assemblyWithout(assembly: string, { logicalId }: Wire): string {
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(path.join(scratch, 'without-'));
  for (const name of readdirSync(assembly)) if (name !== TEMPLATE) symlinkSync(path.join(assembly, name), path.join(folder, name));
  const template = readTemplate(assembly);
  delete template.Resources[logicalId];
  writeFileSync(path.join(folder, TEMPLATE), JSON.stringify(withoutReferences(template, logicalId)));
  return folder;
}

/** Takes the copies away. */
export const removeCopies = (): void => rmSync(scratch, { recursive: true, force: true });

const readTemplate = (assembly: string): Template => JSON.parse(readFileSync(path.join(assembly, TEMPLATE), 'utf8')) as Template;

function withoutReferences(node: unknown, logicalId: string): unknown {
  if (Array.isArray(node)) return node.map((item) => withoutReferences(item, logicalId));
  if (typeof node !== 'object' || node === null) return node;
  const { Ref, 'Fn::GetAtt': getAtt } = node as { Ref?: string; 'Fn::GetAtt'?: string[] };
  if (Ref === logicalId || getAtt?.[0] === logicalId) return `arn:aws:nothing:us-east-1:123456789012:${logicalId}`;
  const entries = Object.entries(node).map(([key, value]) => [key, withoutReferences(value, logicalId)] as const);
  return Object.fromEntries(
    entries.map(([key, value]) => (key === 'DependsOn' ? [key, [value].flat().filter((id) => id !== logicalId)] : [key, value])),
  );
}
