/** Texts as the `data` of a Secret. */
export function secretData(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
}

/** One of its values, or undefined if it has none of that key. */
export function secretText(secret: object | undefined, key: string): string | undefined {
  const { data } = (secret ?? {}) as { readonly data?: Readonly<Record<string, string>> };
  const encoded = data?.[key];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
}
