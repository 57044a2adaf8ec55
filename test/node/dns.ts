import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { PLACES } from './places.ts';

/** The TTL of an RDS endpoint's name. */
const TTL_SECONDS = 5;
const NAME_ERROR = 3;
const TYPE_A = 1;

/** A name server for the few names of the site; whoever asks it for anything else hears that there is no such name. */
export class NameServer {
  readonly #names = new Map<string, string>();
  readonly #socket: Socket = createSocket('udp4');

  async start(): Promise<void> {
    this.#socket.on('message', (message, from) => this.#socket.send(this.#answer(message), from.port, from.address));
    this.#socket.bind(53, PLACES.dns);
    await once(this.#socket, 'listening');
  }

  /** Moves a name, as RDS does when another instance becomes the writer. */
  point(name: string, address: string): void {
    this.#names.set(name, address);
  }

  stop(): void {
    this.#socket.close();
  }

  #answer(message: Buffer): Buffer {
    const { name, end } = readName(message, 12);
    const type = message.readUInt16BE(end);
    const address = this.#names.get(name);
    const question = message.subarray(12, end + 4);
    const isFound = address !== undefined && type === TYPE_A;
    const head = Buffer.alloc(12);
    message.copy(head, 0, 0, 2);
    // An authoritative answer to one question; a name that is there and has no such record gets none, and no error.
    head.writeUInt16BE(0x8400 | (message.readUInt16BE(2) & 0x0100) | (address === undefined ? NAME_ERROR : 0), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(isFound ? 1 : 0, 6);
    return Buffer.concat([head, question, isFound ? recordOf(address) : Buffer.alloc(0)]);
  }
}

function readName(message: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = start;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length).toLowerCase());
    at += length + 1;
  }
  return { name: labels.join('.'), end: at + 1 };
}

function recordOf(address: string): Buffer {
  const record = Buffer.alloc(16);
  // The name is the question's, twelve bytes in.
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(TYPE_A, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt32BE(TTL_SECONDS, 6);
  record.writeUInt16BE(4, 10);
  for (const [index, part] of address.split('.').entries()) record.writeUInt8(Number(part), 12 + index);
  return record;
}
