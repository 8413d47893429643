import { list, object, optional, type ReadOf, string, withDefault } from '@ameide/operator-kit/schema';
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

/** How the world reaches a workload, through the Gateway API. */
export const route = (description: string) =>
  object(description, {
    gateway: withDefault(
      object('The Gateway (of the Gateway API) that it goes through.', {
        name: withDefault(dnsLabel('The name of the Gateway.'), 'ameide'),
        namespace: optional(dnsLabel('The namespace of the Gateway; that of the platform if left out.')),
      }),
      {},
    ),
    hosts: list('Host names.', hostname('A host name.'), { minItems: 1, maxItems: 16, unique: 'set' }),
    paths: withDefault(
      list('Path prefixes.', urlPath('A path prefix.'), { minItems: 1, maxItems: 16, unique: 'set' }),
      ['/'],
    ),
  });

/** What an operator reads of it. */
export type Route = ReadOf<ReturnType<typeof route>>;
