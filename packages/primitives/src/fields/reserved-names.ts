import type { Rule } from '@ameide/operator-kit/schema';

/** How the names of the platform's own Secrets begin: no spec can name one. */
export const OWN_SECRET_PREFIX = 'ameide-';

/** Variables that every workload gets from its operator, beside those that begin with `AMEIDE_`. */
export const STANDARD_VARIABLES = [
  'HOST_NAME',
  'INTERNAL_SECRET',
  'METRICS_PORT',
  'OIDC_AUDIENCE',
  'OIDC_INTERNAL_URL',
  'OIDC_ISSUER',
  'OIDC_ISSUERS',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_RESOURCE_ATTRIBUTES',
  'PORT',
] as const;

/** The name of a variable that every workload gets. */
export type StandardVariable = (typeof STANDARD_VARIABLES)[number] | `AMEIDE_${string}`;

/** How the names begin of variables that are the operators', the kubelet's and the dynamic linker's. */
const RESERVED_PREFIXES = ['AMEIDE_', 'KUBERNETES_', 'LD_'] as const;

/** Variables that make Node or a shell run other code, or trust others: who sets them has what the image was given. */
const RUNTIME_VARIABLES = [
  'BASH_ENV',
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
  'NODE_PATH',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'OPENSSL_CONF',
] as const;

const RESERVED: readonly string[] = [...STANDARD_VARIABLES, ...RUNTIME_VARIABLES];

/** True of a variable that no spec sets, however its letters are written. */
export function isReserved(variable: string): boolean {
  const name = variable.toUpperCase();
  return RESERVED.includes(name) || RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** Refuses a variable that no spec sets. */
export const notReserved: Rule<{ readonly name: string }> = {
  cel: [
    ...RESERVED_PREFIXES.map((prefix) => `!self.name.upperAscii().startsWith('${prefix}')`),
    `!(self.name.upperAscii() in [${RESERVED.map((name) => `'${name}'`).join(', ')}])`,
  ].join(' && '),
  message: `names that begin with ${RESERVED_PREFIXES.join(', ')}, in capitals or not, are the platform’s own, and so are ${RESERVED.join(', ')}`,
  holds: ({ name }) => !isReserved(name),
  broken: (self) => ({ ...self, name: 'Node_Options' }),
};

/** Variables by which a workload reaches its database. */
export const DATABASE_VARIABLES = ['DATABASE_URL', 'DATABASE_SCHEMA', 'DATABASE_APP_ROLE'] as const;

/** Variables of a kind that its operator sets itself. */
export interface ReservedVariables<Spec> {
  readonly names: readonly string[];
  /** Specs for which it sets them; all unless told. */
  readonly where?: {
    /** CEL over the spec, and the same in TypeScript. */
    readonly cel: string;
    readonly holds: (spec: Spec) => boolean;
    /** Fields by which a valid spec is such a one. */
    readonly example: object;
  };
}

interface HasVariables {
  readonly env?: readonly { readonly name: string }[];
}

/** Refuses variables that the operator would set to something else: they would be dropped without a word. */
export function reservedVariablesRule<Spec extends HasVariables>({
  names,
  where,
}: ReservedVariables<Spec>): Rule<Spec> {
  const list = names.map((name) => `'${name}'`).join(', ');
  return {
    cel: `${where ? `!(${where.cel}) || ` : ''}!has(self.env) || !self.env.exists(each, each.name.upperAscii() in [${list}])`,
    message: `the operator sets these variables itself, so env cannot: ${names.join(', ')}`,
    holds: (spec) =>
      (where && !where.holds(spec)) || !(spec.env ?? []).some(({ name }) => names.includes(name.toUpperCase())),
    broken: (spec) => ({ ...spec, ...where?.example, env: [{ name: names[0], value: '' }] }),
  };
}
