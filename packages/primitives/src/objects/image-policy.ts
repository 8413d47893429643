import type { Refusal } from '@ameide/operator-kit';

/** Why an image may not run, or undefined if it may: it comes from a registry that is allowed, and is named by digest. */
export function imageFault(image: string, registries: readonly string[]): Refusal<'ImageRefused'> | undefined {
  const refused = (message: string) => ({ refused: { reason: 'ImageRefused', message } }) as const;
  if (!/@sha256:[a-f0-9]{64}$/.test(image)) return refused(`${image} is not named by its digest.`);
  if (registries.some((registry) => image.startsWith(`${registry}/`))) return undefined;
  return refused(`${image} is from none of the registries that are allowed: ${registries.join(', ')}.`);
}
