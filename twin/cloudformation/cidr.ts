import { addressNumber, addressText } from '../network/ipv4.ts';
import { invalid } from './template.ts';

const MAX_BLOCKS = 256;

/** `Fn::Cidr`: the first `count` blocks inside an IPv4 block, each with `bits` host bits. */
export function cidrBlocks(block: string, count: number, bits: number): string[] {
  const [address = '', length = ''] = block.split('/');
  const octets = address.split('.').map(Number);
  const prefix = 32 - bits;
  const holds = octets.length === 4 && octets.every((octet) => octet >= 0 && octet <= 255) && length !== '';
  if (!holds || !(count >= 1 && count <= MAX_BLOCKS) || !(bits >= 1 && prefix >= Number(length))) {
    throw invalid(`Template error: Fn::Cidr cannot make ${count} blocks of ${bits} bits in ${block}`);
  }
  const size = 2 ** bits;
  if (count * size > 2 ** (32 - Number(length)))
    throw invalid(`Template error: Fn::Cidr: ${block} has no room for ${count} blocks of ${bits} bits`);
  const base = addressNumber(address);
  const first = base - (base % 2 ** (32 - Number(length)));
  return Array.from({ length: count }, (_, index) => `${addressText(first + index * size)}/${prefix}`);
}
