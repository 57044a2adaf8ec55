import { AwsError, NotInTwinError } from '../errors.ts';
import type { ServiceModel } from './model.ts';
import { fromText } from './scalar.ts';
import type { Shape } from './shape.ts';

/** Keys of a form body as a tree: `Filters.Filter.1.Name=x` becomes four nodes deep. */
type Node = { text?: string; children: Map<string, Node> };

/** More levels than this are no request of an SDK. */
const MAX_DEPTH = 32;

/** Decodes the form body of awsQuery and ec2Query: the operation and its input. */
export function decodeQuery(model: ServiceModel, body: string): { operation: string; input: Record<string, unknown> } {
  const root: Node = { children: new Map() };
  let action = '';
  for (const [key, value] of new URLSearchParams(body)) {
    if (key === 'Action') action = value;
    else if (key !== 'Version') place(root, key, value);
  }
  if (action === '') throw new AwsError('MissingAction', 'The request is missing an action');
  const reader = new QueryReader(model.client.protocol === 'ec2Query');
  const operation = model.operation(action);
  return { operation: action, input: reader.structure(operation.input, root, `${model.client.service}:${action}`) };
}

function place(root: Node, key: string, value: string): void {
  const names = key.split('.');
  if (names.length > MAX_DEPTH) throw new AwsError('MalformedQueryString', `the key ${key} is nested too deep`);
  let node = root;
  for (const name of names) {
    let child = node.children.get(name);
    if (!child) {
      child = { children: new Map() };
      node.children.set(name, child);
    }
    node = child;
  }
  node.text = value;
}

/** The two query protocols differ in how keys are spelled: EC2 capitalizes and flattens every list. */
class QueryReader {
  readonly #isEc2: boolean;

  constructor(isEc2: boolean) {
    this.#isEc2 = isEc2;
  }

  structure(shape: Shape, node: Node, path: string): Record<string, unknown> {
    const read: Record<string, unknown> = {};
    let taken = 0;
    for (const member of shape.members) {
      const child = node.children.get(this.#memberKey(member.name, member.shape));
      if (!child) continue;
      taken++;
      read[member.name] = this.#value(member.shape, child, `${path}.${member.name}`);
    }
    if (taken < node.children.size) throw new NotInTwinError(`the parameter ${path}.${this.#firstUnknown(shape, node)}`);
    return read;
  }

  #value(shape: Shape, node: Node, path: string): unknown {
    switch (shape.kind) {
      case 'structure':
        return this.structure(shape, node, path);
      case 'list':
        return this.#list(shape, node, path);
      case 'map':
        return this.#map(shape, node, path);
      default:
        return fromText(shape, node.text ?? '');
    }
  }

  #list(shape: Shape, node: Node, path: string): unknown[] {
    const isFlat = this.#isEc2 || shape.traits.xmlFlattened;
    const items = isFlat ? node : node.children.get(shape.item.traits.xmlName ?? 'member');
    return items ? numbered(items).map((item) => this.#value(shape.item, item, path)) : [];
  }

  #map(shape: Shape, node: Node, path: string): Record<string, unknown> {
    const entries = shape.traits.xmlFlattened ? node : node.children.get('entry');
    const read: Record<string, unknown> = {};
    for (const entry of entries ? numbered(entries) : []) {
      const key = entry.children.get(shape.key.traits.xmlName ?? 'key')?.text ?? '';
      const value = entry.children.get(shape.item.traits.xmlName ?? 'value');
      if (value) read[key] = this.#value(shape.item, value, `${path}.${key}`);
    }
    return read;
  }

  #memberKey(name: string, shape: Shape): string {
    const { ec2QueryName, xmlName } = shape.traits;
    if (!this.#isEc2) return xmlName ?? name;
    const key = xmlName ?? name;
    return ec2QueryName ?? `${(key[0] as string).toUpperCase()}${key.slice(1)}`;
  }

  #firstUnknown(shape: Shape, node: Node): string {
    const known = new Set(shape.members.map((member) => this.#memberKey(member.name, member.shape)));
    return [...node.children.keys()].find((key) => !known.has(key)) ?? '';
  }
}

function numbered(node: Node): Node[] {
  return [...node.children]
    .filter(([key]) => /^\d+$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}
