import { object, type Rule, string } from '@ameide/operator-kit/schema';
import { OWN_SECRET_PREFIX } from './reserved-names.ts';

/** What is appended to a primitive's name for its parts fits into the 63 characters of a label and a Service's name. */
const LONGEST_NAME = 40;
const DNS_LABEL = '^[a-z]([-a-z0-9]*[a-z0-9])?$';

interface HasName {
  readonly metadata: { readonly name: string };
}

/** The rule that every kind has for its own name, since Services and label values are named for it. */
export const nameRule: Rule<HasName> = {
  cel: `size(self.metadata.name) <= ${LONGEST_NAME} && self.metadata.name.matches('${DNS_LABEL}')`,
  message: `the name must begin with a letter, hold only a-z, 0-9 and -, and have at most ${LONGEST_NAME} characters`,
  holds: ({ metadata: { name } }) => name.length <= LONGEST_NAME && new RegExp(DNS_LABEL).test(name),
  broken: (self) => ({ ...self, metadata: { name: `9${self.metadata.name}` } }),
};

/** The name of an object in Kubernetes that is also a DNS label. */
export const dnsLabel = (description: string) =>
  string(description, { minLength: 1, maxLength: 63, pattern: DNS_LABEL });

/** The name of any object in Kubernetes. */
export const objectName = (description: string, rules: readonly Rule<string>[] = []) =>
  string(description, {
    minLength: 1,
    maxLength: 253,
    pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
    rules,
  });

/** An unquoted identifier of PostgreSQL. */
export const sqlIdentifier = (description: string) =>
  string(description, { minLength: 1, maxLength: 40, pattern: '^[a-z][a-z0-9_]*$' });

/** A key of a ConfigMap or Secret. */
const dataKey = (description: string) =>
  string(description, { minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9_][-._A-Za-z0-9]*$' });

/** The platform's own Secrets are beside the workloads' in their namespaces, the key of its services' signatures among them. */
const notThePlatforms: Rule<string> = {
  cel: `!self.startsWith('${OWN_SECRET_PREFIX}')`,
  message: `Secrets whose names begin with ${OWN_SECRET_PREFIX} are the platform’s own`,
  holds: (name) => !name.startsWith(OWN_SECRET_PREFIX),
  broken: () => `${OWN_SECRET_PREFIX}internal`,
};

/** The name of a Secret that is not the platform's own. */
export const secretNamed = (description: string) => objectName(description, [notThePlatforms]);

/** One value of a Secret in the same namespace. */
export const secretKey = (description: string) =>
  object(description, {
    name: secretNamed('The name of the Secret, in the same namespace.'),
    key: dataKey('The key in the Secret.'),
  });

/** One value of a ConfigMap in the same namespace. */
export const configMapKey = (description: string) =>
  object(description, {
    name: objectName('The name of the ConfigMap, in the same namespace.'),
    key: dataKey('The key in the ConfigMap.'),
  });

/** A Secret in the same namespace, all of it. */
export const secretName = (description: string) => object(description, { name: secretNamed('The Secret.') });
