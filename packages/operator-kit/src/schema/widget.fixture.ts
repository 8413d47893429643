import {
  boolean,
  choice,
  defineCustomResource,
  immutable,
  integer,
  intOrPercent,
  list,
  map,
  object,
  optional,
  string,
  withDefault,
} from './index.ts';

/** A kind that uses everything a schema can say. */
export const widget = defineCustomResource({
  group: 'example.com',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  shortNames: ['wd'],
  categories: ['examples'],
  scope: 'Namespaced',
  description: 'Something to make.',
  spec: object(
    'What to make.',
    {
      color: choice('How it looks.', ['red', 'green']),
      owner: immutable(
        string('Who it is for.', {
          minLength: 1,
          maxLength: 20,
          pattern: '^[a-z]+$',
          otherwise: 'must be of lower-case letters',
        }),
        (value) => `${value}x`,
      ),
      shiny: withDefault(boolean('Polished.'), false),
      atMost: optional(intOrPercent('How many may be away.')),
      scaling: withDefault(
        object(
          'How many.',
          {
            minimum: withDefault(integer('At least.', { minimum: 0, maximum: 10 }), 1),
            maximum: optional(integer('At most.', { minimum: 0, maximum: 10 })),
          },
          [
            {
              cel: '!has(self.maximum) || self.minimum <= self.maximum',
              message: 'minimum must not exceed maximum',
              holds: ({ minimum, maximum }) => maximum === undefined || minimum <= maximum,
              broken: () => ({ minimum: 5, maximum: 4 }),
            },
          ],
        ),
        {},
      ),
      parts: optional(
        list(
          'What it is made of.',
          object('A part.', {
            name: string('Its name.', { minLength: 1, maxLength: 10 }),
            size: withDefault(integer('Its size.', { minimum: 1, maximum: 3 }), 1),
          }),
          { minItems: 1, maxItems: 5, unique: ['name'] },
        ),
      ),
      tags: optional(list('Words.', choice('A word.', ['a', 'b', 'c']), { maxItems: 3, unique: 'set' })),
      labels: optional(
        map(
          'Labels.',
          string('Lower-case letters.', { minLength: 1, maxLength: 5, pattern: '^[a-z]+$' }),
          string('Any.', { maxLength: 9 }),
          { maxProperties: 4 },
        ),
      ),
    },
    [],
  ),
  status: { made: optional(integer('How many there are.', { minimum: 0, maximum: 1000 })) },
  conditions: {
    Ready: { Made: 'It is there.', Waiting: 'It is not there yet.' },
    Painted: { Dry: 'It can be touched.', Wet: 'It cannot.' },
  },
  columns: [{ name: 'Color', type: 'string', path: '.spec.color' }],
  scale: { spec: '.spec.scaling.minimum', status: '.status.made', selector: '.status.selector' },
  rules: [
    {
      cel: 'size(self.metadata.name) <= 20',
      message: 'the name must have at most 20 characters',
      holds: ({ metadata }) => metadata.name.length <= 20,
      broken: (self) => ({ ...self, metadata: { name: 'n'.repeat(21) } }),
    },
  ],
  example: { metadata: { name: 'first', namespace: 'default' }, spec: { color: 'red', owner: 'me' } },
});
