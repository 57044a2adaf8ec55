/** One place where a template's value looks at a parameter or a resource; without an attribute it is a Ref. */
export type Reference = { readonly name: string; readonly attribute?: string };

/** Everything that a value of a template refers to, in its order, each once. */
export function referencesOf(value: unknown): Reference[] {
  const found = new Map<string, Reference>();
  collect(value, (reference) => found.set(`${reference.name}.${reference.attribute ?? ''}`, reference));
  return [...found.values()];
}

function collect(value: unknown, add: (reference: Reference) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, add);
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    if (key === 'Ref' && typeof member === 'string') add({ name: member });
    else if (key === 'Fn::GetAtt') add(attributeOf(member));
    else if (key === 'Fn::Sub') collectFromText(member, add);
    else collect(member, add);
  }
}

function attributeOf(argument: unknown): Reference {
  if (Array.isArray(argument)) return { name: String(argument[0]), attribute: String(argument[1]) };
  const [name = '', ...rest] = String(argument).split('.');
  return { name, attribute: rest.join('.') };
}

function collectFromText(argument: unknown, add: (reference: Reference) => void): void {
  const [text, variables] = Array.isArray(argument) ? [String(argument[0]), (argument[1] ?? {}) as object] : [String(argument), {}];
  for (const [, literal, name = ''] of text.matchAll(/\$\{(!?)([^}]+)\}/g)) {
    if (literal || Object.hasOwn(variables, name)) continue;
    add(name.includes('.') && !name.startsWith('AWS::') ? attributeOf(name) : { name });
  }
  collect(variables, add);
}
