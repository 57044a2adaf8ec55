/** A template cut at its `<variables>`; `quoted` says that the variable stands within a JSON string. */
export type TemplatePart = { text: string } | { variable: string; quoted: boolean };

const VARIABLE = /<([A-Za-z0-9_.-]+)>/y;

/** Cuts an InputTemplate, keeping track of where its strings begin and end. */
export function parseTemplate(template: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let text = '';
  let quoted = false;
  let at = 0;
  while (at < template.length) {
    VARIABLE.lastIndex = at;
    const match = template[at] === '<' ? VARIABLE.exec(template) : null;
    if (match !== null) {
      parts.push({ text }, { variable: match[1] as string, quoted });
      text = '';
      at = VARIABLE.lastIndex;
      continue;
    }
    const width = quoted && template[at] === '\\' ? 2 : 1;
    if (template[at] === '"') quoted = !quoted;
    text += template.slice(at, at + width);
    at += width;
  }
  return [...parts, { text }];
}

/** A template that begins with a quotation mark gives text, any other gives JSON. */
export function isTextTemplate(template: string): boolean {
  return template.trimStart().startsWith('"');
}
