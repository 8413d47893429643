import { list, object, optional, type Rule, string } from '@ameide/operator-kit/schema';
import { secretKey } from './names.ts';
import { notReserved } from './reserved-names.ts';

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly secret?: { readonly name: string; readonly key: string };
}

const oneSource: Rule<Variable> = {
  cel: 'has(self.value) != has(self.secret)',
  message: 'must have either a value or a secret',
  holds: ({ value, secret }) => (value === undefined) !== (secret === undefined),
  broken: ({ name }) => ({ name }),
};

/** Variables that a workload gets beside the standard ones. */
export const environment = optional(
  list(
    'Environment variables beside those that the operator sets, which they cannot replace.',
    object(
      'An environment variable.',
      {
        name: string('The name of the variable.', {
          minLength: 1,
          maxLength: 128,
          pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
        }),
        value: optional(string('The value of the variable.', { maxLength: 4096 })),
        secret: optional(secretKey('The Secret key that has the value.')),
      },
      [oneSource, notReserved],
    ),
    { maxItems: 64, unique: ['name'] },
  ),
);
