import { InvalidPatternError } from './errors.ts';

/** A number of a pattern's text that a double cannot hold, as it was written: comparing it would compare another number. */
export class InexactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type SourceContext = { readonly source?: string };
type SourceReviver = (key: string, value: unknown, context?: SourceContext) => unknown;

/** Reads a pattern's JSON text; numbers that lose digits stay recognizable as such. */
export function parsePatternText(text: string): unknown {
  const keepInexact: SourceReviver = (_key, value, context) => {
    // A host that does not hand the text over has every number taken as it is.
    const source = context?.source;
    return typeof value === 'number' && source !== undefined && !isExact(source, value) ? new InexactNumber(source) : value;
  };
  try {
    // The third argument is newer than the compiler's library.
    return JSON.parse(text, keepInexact as Parameters<typeof JSON.parse>[1]);
  } catch (error) {
    if (error instanceof SyntaxError) throw new InvalidPatternError(['Filter is not an object']);
    throw error;
  }
}

/** Whether the shortest decimal of the double is the decimal that was written. */
const isExact = (source: string, value: number): boolean => Number.isFinite(value) && decimalOf(source) === decimalOf(String(value));

/** A decimal as its significant digits and exponent, so that `3.0e2` and `300` are the same. */
function decimalOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const trimmed = digits.replace(/0+$/, '');
  if (trimmed === '') return '0';
  return `${sign}${trimmed}e${Number(exponent) - fraction.length + digits.length - trimmed.length}`;
}
