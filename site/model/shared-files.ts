import type { Cloud } from '#twin/cloud.ts';

const NFS_PORT = 2049;

/** The shared files as a node has them mounted: through the mount target of its own zone, and no other. */
export class SharedFiles {
  readonly #cloud: Cloud;
  readonly #name: string;
  readonly #client: string;
  readonly #stopListening: () => void;

  constructor(cloud: Cloud, props: { fileSystemId: string; zone: string; client: string; onChange: () => void }) {
    this.#cloud = cloud;
    this.#name = `${props.zone}.${props.fileSystemId}.efs.${cloud.region}.amazonaws.com`;
    this.#client = props.client;
    this.#stopListening = cloud.signals.on('dns:changed', ({ name }) => {
      if (name === this.#name) props.onChange();
    });
  }

  isMounted(): boolean {
    const { network } = this.#cloud;
    if (!network.hasName(this.#name)) return false;
    const [address = ''] = network.resolve(this.#name).addresses;
    return network.data(address, NFS_PORT).connect(this.#client).isOpen();
  }

  stop(): void {
    this.#stopListening();
  }
}
