/** DynamoDB keeps numbers as decimals of up to 38 significant digits; binary floating point would round counters and money. */
type Decimal = { digits: bigint; scale: number };

const MAX_DIGITS = 38;
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const MAX_EXPONENT = 130;

function parse(text: string): Decimal {
  const match = NUMBER.exec(text.trim());
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (!match || whole + fraction === '') throw new RangeError('The parameter cannot be converted to a numeric value');
  const shift = Number(exponent);
  if (Math.abs(shift) > MAX_EXPONENT) throw new RangeError('Number overflow. Attempting to store a number outside of the supported range');
  const scale = fraction.length - shift;
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale), scale];
}

function print({ digits, scale }: Decimal): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale).replace(/0+$/, '');
  const significant = `${whole}${fraction}`.replace(/^0+/, '').replace(/0+$/, '');
  if (significant.length > MAX_DIGITS) throw new RangeError('Attempting to store more than 38 significant digits in a Number');
  return `${digits < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** The number as DynamoDB gives it back: no leading zeros, no trailing ones after the point. */
export const normalNumber = (text: string): string => print(parse(text));

export function addNumbers(a: string, b: string): string {
  const [left, right, scale] = align(parse(a), parse(b));
  return print({ digits: left + right, scale });
}

export function subtractNumbers(a: string, b: string): string {
  const [left, right, scale] = align(parse(a), parse(b));
  return print({ digits: left - right, scale });
}

export function compareNumbers(a: string, b: string): number {
  const [left, right] = align(parse(a), parse(b));
  return left < right ? -1 : left > right ? 1 : 0;
}
