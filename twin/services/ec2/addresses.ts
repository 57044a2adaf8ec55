import { AwsError } from '../../errors.ts';
import { addressNumber, addressText, blockOf } from '../../network/ipv4.ts';

/** AWS keeps the first four addresses and the last of a subnet for itself. */
const RESERVED_AT_START = 4;
const RESERVED_AT_END = 1;

/** Hands out the private addresses of a subnet, lowest free one first. */
export class AddressPool {
  readonly #first: number;
  readonly #count: number;
  readonly #taken = new Set<number>();

  constructor(cidr: string) {
    const { first, size } = blockOf(cidr);
    this.#first = first + RESERVED_AT_START;
    this.#count = size - RESERVED_AT_START - RESERVED_AT_END;
  }

  get available(): number {
    return this.#count - this.#taken.size;
  }

  get isUsed(): boolean {
    return this.#taken.size > 0;
  }

  take(): string {
    for (let offset = 0; offset < this.#count; offset++) {
      if (this.#taken.has(offset)) continue;
      this.#taken.add(offset);
      return addressText(this.#first + offset);
    }
    throw new AwsError('InsufficientFreeAddressesInSubnet', 'There are not enough free addresses in the subnet to satisfy the request.');
  }

  release(address: string): void {
    this.#taken.delete(addressNumber(address) - this.#first);
  }
}
