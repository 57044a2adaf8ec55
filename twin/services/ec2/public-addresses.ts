import { addressText, blockOf } from '../../network/ipv4.ts';

/** A range that RFC 2544 keeps for tests: nobody's, and large enough for years of nodes. */
const RANGE = '198.18.0.0/15';

/** The public IPv4 addresses of the account, and in which VPC each is in use now. */
export class PublicAddresses {
  readonly #vpcOf = new Map<string, string>();
  #given = 0;

  /** An address that nobody had before. */
  next(): string {
    this.#given += 1;
    return addressText(blockOf(RANGE).first + this.#given);
  }

  map(address: string, vpcId: string): void {
    this.#vpcOf.set(address, vpcId);
  }

  unmap(address: string): void {
    this.#vpcOf.delete(address);
  }

  areMappedIn(vpcId: string): boolean {
    return [...this.#vpcOf.values()].includes(vpcId);
  }
}
