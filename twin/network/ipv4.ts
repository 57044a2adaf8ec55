/** An IPv4 address as a number, so that addresses can be counted. */
export function addressNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** The address of a number. */
export function addressText(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** The first address of a CIDR block, and how many it has. */
export function blockOf(cidr: string): { first: number; size: number } {
  const [base = '', bits = '32'] = cidr.split('/');
  return { first: addressNumber(base), size: 2 ** (32 - Number(bits)) };
}
