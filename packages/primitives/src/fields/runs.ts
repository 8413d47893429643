import { integer, list, string, withDefault } from '@ameide/operator-kit/schema';

/** A command in the image, word by word. */
export const command = (description: string) =>
  list(description, string('A word of the command.', { maxLength: 1024 }), { minItems: 1, maxItems: 16 });

/** How long something may take, in seconds; up to a day unless told. */
export const timeoutSeconds = (description: string, fallback: number, maximum = 86_400) =>
  withDefault(integer(`${description}, in seconds.`, { minimum: 1, maximum }), fallback);

/** How often something that failed is run again. */
export const retries = (description: string, fallback: number) =>
  withDefault(integer(description, { minimum: 0, maximum: 10 }), fallback);

/** A name that is part of the names of objects. */
export const shortName = (description: string, maxLength = 10) =>
  string(description, { minLength: 1, maxLength, pattern: '^[a-z]([-a-z0-9]*[a-z0-9])?$' });
