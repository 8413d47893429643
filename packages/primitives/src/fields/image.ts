import { string } from '@ameide/operator-kit/schema';

/** An image, named by digest only: what runs is what was built and checked, whatever happens to tags. */
export const image = (description: string) =>
  string(`${description} Named by its digest, without a tag: \`registry/repository@sha256:…\`.`, {
    maxLength: 512,
    pattern: '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]+)?(/[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)+@sha256:[a-f0-9]{64}$',
    otherwise: 'name the image by its digest and without a tag: registry/repository@sha256:…',
  });
