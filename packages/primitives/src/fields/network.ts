import { integer, list, object, optional, type Rule, string } from '@ameide/operator-kit/schema';
import { dnsLabel } from './names.ts';
import { hostname } from './route.ts';

const notLinkLocal: Rule<{ readonly cidr: string }> = {
  cel: "!self.cidr.startsWith('169.254.')",
  message: 'no workload calls link-local addresses, where a machine is told its credentials',
  holds: ({ cidr }) => !cidr.startsWith('169.254.'),
  broken: (self) => ({ ...self, cidr: '169.254.169.254/32' }),
};

/** How names end that mean something in the cluster, or are addresses. */
const INSIDE = '[.](svc|cluster[.]local|[0-9]+)$';

/** True of a name that leads to no host outside of the cluster. */
export const isInside = (host: string) => new RegExp(INSIDE).test(host);

const outside: Rule<{ readonly host: string }> = {
  cel: `!self.host.matches('${INSIDE}')`,
  message: 'host names a host outside of the cluster: `uses` is for other primitives, `to` for addresses',
  holds: ({ host }) => !isInside(host),
  broken: (self) => ({ ...self, host: 'gateway.ameide-dev.svc.cluster.local' }),
};

/** Who may call a workload and what it may call, beside what every workload needs. */
export const network = optional(
  object(
    'Who may call it and what it may call, beside objects of ameide.io in its namespace, its database and telemetry.',
    {
      from: optional(
        list(
          'Other namespaces whose pods may call it.',
          object('Pods that may call it.', { namespace: dnsLabel('The namespace of the pods.') }),
          {
            maxItems: 32,
            unique: ['namespace'],
          },
        ),
      ),
      to: optional(
        list(
          'Addresses outside the cluster that it may call. Those of the cluster, private and link-local ones are left out, unless the platform’s administrator has opened them.',
          object(
            'Addresses that it may call.',
            {
              cidr: string('The addresses, as a CIDR: `203.0.113.0/24`.', {
                maxLength: 18,
                pattern:
                  '^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])/(3[0-2]|[12]?[0-9])$',
              }),
              port: integer('The TCP port.', { minimum: 1, maximum: 65_535 }),
            },
            [notLinkLocal],
          ),
          { maxItems: 32, unique: ['cidr', 'port'] },
        ),
      ),
      hosts: optional(
        list(
          'Hosts outside the cluster that it may call by name. Where Cilium is, it holds to the names; elsewhere to the addresses that they have and had in the last hour, and so to every other host at these. Those that are in the cluster, private or link-local are left out as in `to`.',
          object(
            'A host that it may call.',
            {
              host: hostname('The name of the host.'),
              port: integer('The TCP port.', { minimum: 1, maximum: 65_535 }),
            },
            [outside],
          ),
          { maxItems: 16, unique: ['host', 'port'] },
        ),
      ),
    },
  ),
);
