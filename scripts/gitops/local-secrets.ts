import type { ExpectedSecret } from './secret-manifest.ts';

/** What a Secret has in it, by key; texts. */
export type SecretData = Readonly<Record<string, string>>;

/**
 * What the Secrets of the lane local are to have in them. What a cluster has already stays, so that a repeat changes nothing.
 * @param present by the name of the Secret
 * @param random gives another text at each call
 * @throws Error when the list asks for a key that it does not have, or in a circle
 */
export function localSecrets(
  expected: readonly ExpectedSecret[],
  present: Readonly<Record<string, SecretData>>,
  random: () => string,
): Record<string, SecretData> {
  const made = new Map<string, string>();
  const value = (secret: string, key: string, asking: readonly string[]): string => {
    const name = `${secret}/${key}`;
    if (asking.includes(name)) throw new Error(`these ask for each other: ${[...asking, name].join(', ')}`);
    const known = present[secret]?.[key] ?? made.get(name);
    if (known !== undefined) return known;
    const template = expected.find((each) => each.name === secret)?.keys[key]?.local;
    if (template === undefined)
      throw new Error(`${asking.at(-1)} asks for ${name}, which the lane local does not have`);
    const text = template.replaceAll(/\{([^}]+)\}/g, (_, place: string) => {
      if (place === 'random') return random();
      const [other, otherKey] = place.split('/');
      return value(other!, otherKey!, [...asking, name]);
    });
    made.set(name, text);
    return text;
  };
  const secrets = expected.map(({ name, keys }) => {
    const local = Object.entries(keys).filter(([, { local }]) => local !== undefined);
    return [name, Object.fromEntries(local.map(([key]) => [key, value(name, key, [])]))] as const;
  });
  return Object.fromEntries(secrets.filter(([, data]) => Object.keys(data).length > 0));
}
