import { stringify } from 'yaml';
import type { DeclaredService } from '../house/declarations.ts';
import type { Variable } from './variables.ts';

const WIDTH = 140;

/** The text of a service's `values.yaml`: what can be set, with what holds when nothing is. */
export function valuesYaml({ declaration }: DeclaredService, env: readonly Variable[], head: string): string {
  const { resources, replicas, streamsPerReplica, edge } = declaration.deployment;
  const section = (comment: string, value: object) => `${commented(comment)}${stringify(value)}`;
  return [
    `# ${head}\n`,
    section('False leaves the service out of the umbrella chart.', { enabled: true }),
    section(
      'The image is `graph@digest`, and nothing else names one. Both come with the last layer of values: graph is the whole name of the ' +
        'repository, digest is sha256:… No registry, tag or digest belongs here.',
      { image: {} },
    ),
    section('Without autoscaling there are `min` replicas; in the lane local there is one.', { replicas }),
    section(
      'Off in the lane local. Streams are `ai_concurrent_streams` of a pod, which needs an adapter of custom metrics.',
      {
        autoscaling: {
          enabled: true,
          cpuPercent: 70,
          ...(streamsPerReplica !== undefined && { streamsPerReplica }),
        },
      },
    ),
    section('Of one replica. In the lane local little is asked for, so that everything fits on a laptop.', {
      resources,
    }),
    `${commented('Variables of the service, with their defaults. What is secret, or follows from `global`, is not among them.')}env: {}\n${env.map(envLine).join('')}`,
    ...(edge === undefined
      ? []
      : [
          section(
            'A route of its own, where the chart ameide-edge, which leads to all services, is not used. Empty: the Gateway of ' +
              `\`global.gatewayRef\`, the host \`${edge}.<domain>\`, paths by its contracts, the namespace of the service.`,
            {
              httproute: {
                enabled: false,
                namespace: '',
                gateway: { name: '', namespace: '', sectionName: 'https' },
                hostname: '',
                hostnames: [],
                service: { name: '', port: 0 },
                rules: [],
                filters: [],
                timeouts: { unary: '30s', stream: '0s' },
              },
            },
          ),
        ]),
    section(
      'Only declared callers get in and only what is declared is called. `from` and `to` are further rules, as in a NetworkPolicy.',
      {
        networkPolicy: {
          enabled: true,
          edgeNamespace: 'envoy-gateway-system',
          operatorsNamespace: 'ameide-system',
          monitoringNamespace: 'ameide-infra',
          from: [],
          to: [],
        },
      },
    ),
    section('For clusters with the Prometheus operator.', {
      serviceMonitor: { enabled: false, interval: '30s', labels: {} },
    }),
    section(
      'For clusters with External Secrets: renders those Secrets that only this service has, and needs. In the store a key of one is ' +
        '`<prefix><name of the Secret>-<key>`.',
      {
        externalSecrets: {
          enabled: false,
          store: { kind: 'ClusterSecretStore', name: 'ameide' },
          prefix: '',
          refreshInterval: '1h',
        },
      },
    ),
    ...('databaseRole' in declaration
      ? [
          section(
            'The Job that brings the schema up to date before the first new pod. It may wait for the database as long as this.',
            {
              migration: { enabled: true, deadlineSeconds: 600 },
            },
          ),
        ]
      : []),
    section(
      'How a pod ends: it is sent requests for a while longer, until everybody knows that it goes; then it ends by itself within 30 s.',
      {
        shutdown: { preStopSeconds: 5, gracePeriodSeconds: 45 },
      },
    ),
    section("Node's inspector on a port of the Service. Only in the lane local.", {
      debug: { enabled: false, port: 9229 },
    }),
    section('Of pods.', { podAnnotations: {}, nodeSelector: {}, tolerations: [] }),
    section(
      'What holds for the whole lane: lane, domain, publicPort, oidc {issuer, internalUrl, clientId, audience}, redis {url}, kafka {brokers}, ' +
        'otel {endpoint}, gatewayRef {name, namespace}, infrastructure {namespace}.',
      { global: {} },
    ),
  ].join('\n');
}

function envLine({ name, required, default: fallback, description }: Variable): string {
  const words = [description, required ? 'Must be set.' : undefined].filter((each) => each !== undefined).join(' ');
  const example = fallback === undefined ? `${name}: …` : `${name}: ${JSON.stringify(fallback)}`;
  return `${words === '' ? '' : commented(words, '  # ')}  # ${example}\n`;
}

/** A comment in lines that fit. */
function commented(text: string, mark = '# '): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && mark.length + line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => `${mark}${line}\n`).join('');
}
