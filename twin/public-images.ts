export type PublicImage = { readonly imageId: string; readonly architecture: 'x86_64' | 'arm64' };

/** AWS's own current Amazon Linux 2023 images, under the public parameters that name them; the ids are the twin's. */
export const PUBLIC_IMAGES: Readonly<Record<string, PublicImage>> = {
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64': { imageId: 'ami-0a1b2c3d4e5f60718', architecture: 'x86_64' },
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64': { imageId: 'ami-0b2c3d4e5f6071829', architecture: 'arm64' },
};
