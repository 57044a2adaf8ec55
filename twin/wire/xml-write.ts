import { NotInTwinError } from '../errors.ts';
import { toText } from './scalar.ts';
import type { Shape } from './shape.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };

export const escapeXml = (text: string): string => text.replace(/[&<>"\r]/g, (character) => ESCAPES[character] as string);

/** The members of a structure as XML elements, without an element around them. */
export function membersToXml(shape: Shape, value: object, path: string, isBound: (member: Shape) => boolean = () => false): string {
  let xml = '';
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined || item === null) continue;
    const member = shape.member(name);
    if (!member) throw new NotInTwinError(`the output member ${path}.${name}`);
    if (isBound(member.shape) || member.shape.traits.xmlAttribute) continue;
    xml += elementXml(member.shape.traits.xmlName ?? name, member.shape, item, `${path}.${name}`);
  }
  return xml;
}

/** One value as an element of this name; a flattened list or map is several. */
export function elementXml(tag: string, shape: Shape, value: unknown, path: string): string {
  switch (shape.kind) {
    case 'structure':
      return `<${tag}${attributes(shape, value as object)}>${membersToXml(shape, value as object, path)}</${tag}>`;
    case 'list': {
      const items = (value as unknown[]).filter((item) => item !== undefined && item !== null);
      if (shape.traits.xmlFlattened) return items.map((item) => elementXml(tag, shape.item, item, path)).join('');
      const itemTag = shape.item.traits.xmlName ?? 'member';
      return `<${tag}>${items.map((item) => elementXml(itemTag, shape.item, item, path)).join('')}</${tag}>`;
    }
    case 'map':
      return mapXml(tag, shape, value as Record<string, unknown>, path);
    default:
      return `<${tag}>${escapeXml(toText(shape, value, 'date-time'))}</${tag}>`;
  }
}

function mapXml(tag: string, shape: Shape, value: Record<string, unknown>, path: string): string {
  const keyTag = shape.key.traits.xmlName ?? 'key';
  const valueTag = shape.item.traits.xmlName ?? 'value';
  const inner = Object.entries(value).map(
    ([key, item]) => `<${keyTag}>${escapeXml(key)}</${keyTag}>${elementXml(valueTag, shape.item, item, `${path}.${key}`)}`,
  );
  if (shape.traits.xmlFlattened) return inner.map((entry) => `<${tag}>${entry}</${tag}>`).join('');
  return `<${tag}>${inner.map((entry) => `<entry>${entry}</entry>`).join('')}</${tag}>`;
}

/** Attributes of an element: members with the trait, and a namespace with a prefix (S3's `xsi:type` needs both). */
function attributes(shape: Shape, value: object): string {
  const { xmlNamespace } = shape.traits;
  const declared = Array.isArray(xmlNamespace) ? ` xmlns:${xmlNamespace[0]}="${escapeXml(String(xmlNamespace[1]))}"` : '';
  const given = value as Record<string, unknown>;
  return shape.members
    .filter((member) => member.shape.traits.xmlAttribute && given[member.name] !== undefined)
    .reduce((text, member) => `${text} ${member.shape.traits.xmlName ?? member.name}="${escapeXml(String(given[member.name]))}"`, declared);
}
