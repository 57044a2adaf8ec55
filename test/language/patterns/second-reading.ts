/**
 * A second reading of event patterns, slow and obvious: flatten the event into leaves that know which array
 * elements they stand in, then try every choice of one leaf a field.
 */
type Leaf = { name: string; value: unknown; elements: Record<string, number> };

export function matchesSlowly(pattern: object, event: object): boolean {
  const leaves = flatten(event, [], {}, 'root');
  return alternativesOf(pattern, [], [{}]).some((fields) => holds(Object.entries(fields).sort(byName), leaves, {}));
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}

function flatten(value: unknown, path: string[], elements: Record<string, number>, location: string): Leaf[] {
  if (Array.isArray(value)) {
    return value.flatMap((element, index) => {
      const inner = typeof element === 'object' && element !== null ? { ...elements, [location]: index } : elements;
      return flatten(element, path, inner, `${location}[${index}]`);
    });
  }
  if (typeof value !== 'object' || value === null) return [{ name: path.join('.'), value, elements }];
  return Object.entries(value).flatMap(([name, below]) => flatten(below, [...path, name], elements, `${location}/${name}`));
}

function alternativesOf(pattern: object, path: string[], before: Record<string, unknown[]>[]): Record<string, unknown[]>[] {
  return Object.entries(pattern).reduce((fields, [name, value]) => {
    if (name === '$or') return (value as object[]).flatMap((branch) => alternativesOf(branch, path, fields));
    if (!Array.isArray(value)) return alternativesOf(value as object, [...path, name], fields);
    return fields.map((known) => ({ ...known, [[...path, name].join('.')]: value }));
  }, before);
}

function holds(fields: [string, unknown[]][], leaves: Leaf[], chosen: Record<string, number>): boolean {
  const [first, ...rest] = fields;
  if (first === undefined) return true;
  const [name, criteria] = first;
  const open = leaves.filter((leaf) => leaf.name === name && isConsistent(leaf.elements, chosen));
  const wantsAbsence = criteria.some((element) => (element as { exists?: boolean } | null)?.exists === false);
  if (wantsAbsence && open.length === 0 && holds(rest, leaves, chosen)) return true;
  return open
    .filter((leaf) => criteria.some((element) => isSatisfied(element, leaf.value)))
    .some((leaf) => holds(rest, leaves, { ...chosen, ...leaf.elements }));
}

function isConsistent(elements: Record<string, number>, chosen: Record<string, number>): boolean {
  return Object.entries(elements).every(([array, index]) => chosen[array] === undefined || chosen[array] === index);
}

function isSatisfied(element: unknown, value: unknown): boolean {
  if (typeof element === 'string' && bitsOf(element) !== undefined) return typeof value === 'string' && bitsOf(value) === bitsOf(element);
  if (typeof element !== 'object' || element === null) return element === value;
  const [[operator, operand] = ['', undefined]] = Object.entries(element);
  if (operator === 'exists') return operand === true;
  if (operator === 'anything-but') {
    const nested = typeof operand === 'object' && !Array.isArray(operand) ? Object.entries(operand as object)[0] : undefined;
    const [inner, excluded] = nested ?? ['equals', operand];
    return ![excluded].flat().some((text) => (inner === 'equals' ? text === value : isSatisfied({ [inner]: text }, value)));
  }
  if (operator === 'exactly') return operand === value;
  if (operator === 'cidr') return typeof value === 'string' && isInBlock(String(operand), value);
  if (operator === 'numeric') return typeof value === 'number' && isInRange(operand as unknown[], value);
  if (typeof value !== 'string') return false;
  if (typeof operand === 'object') {
    return isSatisfied({ [operator]: (operand as Record<string, string>)['equals-ignore-case']?.toLowerCase() }, value.toLowerCase());
  }
  const text = String(operand);
  if (operator === 'prefix') return value.slice(0, text.length) === text;
  if (operator === 'suffix') return text === '' || value.slice(-text.length) === text;
  if (operator === 'equals-ignore-case') return value.toLowerCase() === text.toLowerCase();
  if (operator === 'wildcard') return isWildcardMatch(text, value);
  throw new Error(`the second reading does not know ${operator}`);
}

function isInRange(terms: unknown[], value: number): boolean {
  const compare: Record<string, (bound: number) => boolean> = {
    '=': (bound) => value === bound,
    '<': (bound) => value < bound,
    '<=': (bound) => value <= bound,
    '>': (bound) => value > bound,
    '>=': (bound) => value >= bound,
  };
  return terms.every((term, index) => index % 2 === 1 || compare[String(term)]?.(terms[index + 1] as number) === true);
}

function isWildcardMatch(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] === '*') return isWildcardMatch(pattern.slice(1), text) || (text !== '' && isWildcardMatch(pattern, text.slice(1)));
  const width = pattern[0] === '\\' ? 2 : 1;
  return text !== '' && text[0] === pattern[width - 1] && isWildcardMatch(pattern.slice(width), text.slice(1));
}

function isInBlock(block: string, address: string): boolean {
  const [base = '', length] = block.split('/');
  const [network, bits] = [bitsOf(base), bitsOf(address)];
  if (network === undefined || bits === undefined || network.length !== bits.length) return false;
  return bits.startsWith(network.slice(0, Number(length)));
}

/** An address written out bit by bit; undefined for any other text. */
function bitsOf(text: string): string | undefined {
  const octets = text.split('.').map((octet) => (/^\d+$/.test(octet) ? Number(octet) : Number.NaN));
  if (octets.length === 4 && octets.every((octet) => octet <= 255))
    return octets.map((octet) => octet.toString(2).padStart(8, '0')).join('');
  if (!/^[0-9a-f:]*:[0-9a-f:]*$/i.test(text)) return undefined;
  for (let zeros = 1; zeros <= 8; zeros += 1) {
    const filled = text.replace('::', `:${'0:'.repeat(zeros)}`).replace(/^:|:$/g, '');
    const groups = (text.includes('::') ? filled : text).split(':');
    if (groups.length !== 8 || !groups.every((group) => /^[0-9a-f]+$/i.test(group) && Number.parseInt(group, 16) <= 0xffff)) continue;
    const bits = groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
    // The service takes an IPv4 address in the clothes of IPv6 for what it is.
    return bits.startsWith(`${'0'.repeat(80)}${'1'.repeat(16)}`) ? bits.slice(96) : bits;
  }
  return undefined;
}
