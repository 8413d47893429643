import {
  integer,
  list,
  object,
  optional,
  type ReadOf,
  type Rule,
  string,
  withDefault,
} from '@ameide/operator-kit/schema';
import { dnsLabel } from './names.ts';

/** A name in DNS, in lower case. */
export const hostname = (description: string) =>
  string(description, {
    minLength: 1,
    maxLength: 253,
    pattern: '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$',
  });

/** A segment of a path that is neither `.` nor `..`, which the Gateway API refuses. */
const SEGMENT = '\\.*[-a-zA-Z0-9_~][-a-zA-Z0-9._~]*';

/** A path of a URL that begins with a slash and has no query. */
export const urlPath = (description: string) =>
  string(description, { minLength: 1, maxLength: 256, pattern: `^/(${SEGMENT}(/${SEGMENT})*)?$` });

interface Paths {
  readonly paths: readonly string[];
  readonly streams?: readonly string[];
}

/** True if a path is the prefix or below it. */
const isUnder = (path: string, prefix: string) => `${path}/`.startsWith(prefix === '/' ? '/' : `${prefix}/`);

const streamsAreReached: Rule<Paths> = {
  cel: "!has(self.streams) || self.streams.all(stream, self.paths.exists(path, path == '/' || stream == path || stream.startsWith(path + '/')))",
  message: 'streams must be under one of paths',
  holds: ({ paths, streams = [] }) => streams.every((each) => paths.some((path) => isUnder(each, path))),
  broken: (self) => ({ ...self, paths: ['/shop'], streams: ['/shopping'] }),
};

/** How the world reaches a workload, through the Gateway API. */
export const route = (description: string) =>
  object(
    description,
    {
      gateway: withDefault(
        object('The Gateway (of the Gateway API) that it goes through.', {
          name: withDefault(dnsLabel('The name of the Gateway.'), 'ameide'),
          namespace: optional(dnsLabel('The namespace of the Gateway; that of the platform if left out.')),
          listener: optional(
            dnsLabel(
              'The listener that it is reached by; left out, `https` of the platform’s Gateway, which has the hosts below the lane’s domain, and every one of another Gateway.',
            ),
          ),
        }),
        {},
      ),
      hosts: list('Host names.', hostname('A host name.'), { minItems: 1, maxItems: 16, unique: 'set' }),
      paths: withDefault(
        list('Path prefixes.', urlPath('A path prefix.'), { minItems: 1, maxItems: 16, unique: 'set' }),
        ['/'],
      ),
      streams: optional(
        list(
          'Path prefixes under which answers go on for as long as they like, such as events; all others have to end in time.',
          urlPath('A path prefix.'),
          { maxItems: 16, unique: 'set' },
        ),
      ),
      timeoutSeconds: withDefault(
        integer('How long an answer may take that is no stream, in seconds.', { minimum: 1, maximum: 3600 }),
        30,
      ),
    },
    [streamsAreReached],
  );

/** What an operator reads of it. */
export type Route = ReadOf<ReturnType<typeof route>>;
