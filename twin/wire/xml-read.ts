import { AwsError, NotInTwinError } from '../errors.ts';
import { fromText } from './scalar.ts';
import type { Shape } from './shape.ts';

/** An element of a parsed document. */
export type XmlElement = {
  readonly tag: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlElement[];
  text: string;
};

const TOKEN = /<\?[^>]*\?>|<!--[\s\S]*?-->|<\/([^\s>]+)\s*>|<([^\s/>]+)((?:\s+[^\s=]+="[^"]*")*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([^\s=]+)="([^"]*)"/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Parses the XML that SDKs send: elements, attributes, text and entities; no doctype, no CDATA. */
export function parseXml(xml: string): XmlElement {
  const root: XmlElement = { tag: '', attributes: {}, children: [], text: '' };
  const open: XmlElement[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < xml.length) {
    const token = TOKEN.exec(xml);
    const top = open.at(-1);
    if (!token || !top) throw malformed();
    const [, closed, tag, attributes, isEmpty, text] = token;
    if (text !== undefined) top.text += unescapeXml(text);
    else if (closed !== undefined) {
      if (top.tag !== closed) throw malformed();
      open.pop();
    } else if (tag !== undefined) {
      const element: XmlElement = { tag, attributes: readAttributes(attributes ?? ''), children: [], text: '' };
      top.children.push(element);
      if (!isEmpty) open.push(element);
    }
  }
  const document = root.children[0];
  if (open.length !== 1 || !document) throw malformed();
  return document;
}

/** Reads an element as its shape says; a child that the shape does not have is refused by name. */
export function fromXml(shape: Shape, elements: readonly XmlElement[], path: string): unknown {
  const [element] = elements;
  if (!element) return undefined;
  switch (shape.kind) {
    case 'structure':
      return structureFromXml(shape, element, path);
    case 'list': {
      const items = shape.traits.xmlFlattened ? elements : element.children;
      return items.map((item) => fromXml(shape.item, [item], path));
    }
    case 'map': {
      const entries = shape.traits.xmlFlattened ? elements : element.children;
      const child = (entry: XmlElement, tag: string): XmlElement[] => entry.children.filter((found) => found.tag === tag);
      const keyTag = shape.key.traits.xmlName ?? 'key';
      const valueTag = shape.item.traits.xmlName ?? 'value';
      return Object.fromEntries(
        entries.map((entry) => [child(entry, keyTag)[0]?.text ?? '', fromXml(shape.item, child(entry, valueTag), path)]),
      );
    }
    default:
      return fromText(shape, element.text);
  }
}

function structureFromXml(shape: Shape, element: XmlElement, path: string): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  const known = new Set<string>();
  for (const member of shape.members) {
    const tag = member.shape.traits.xmlName ?? member.name;
    known.add(tag);
    const attribute = member.shape.traits.xmlAttribute ? element.attributes[tag] : undefined;
    const children = element.children.filter((child) => child.tag === tag);
    if (attribute !== undefined) read[member.name] = attribute;
    else if (children.length > 0) read[member.name] = fromXml(member.shape, children, `${path}.${member.name}`);
  }
  const unknown = element.children.find((child) => !known.has(child.tag));
  if (unknown) throw new NotInTwinError(`the parameter ${path}.${unknown.tag}`);
  return read;
}

function readAttributes(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(ATTRIBUTE)].map(([, name, value]) => [name, unescapeXml(value ?? '')]));
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex: string, decimal: string, name: string) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name] ?? whole;
  });
}

const malformed = (): AwsError => new AwsError('MalformedXML', 'The XML you provided was not well-formed');
