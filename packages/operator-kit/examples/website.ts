import { defineOperator, kitConditions, type StoredObject } from '@ameide/operator-kit';

/** A page of text, served by as many replicas as the spec says. */
export interface WebsiteSpec {
  readonly text: string;
  readonly replicas: number;
}

export interface WebsiteStatus {
  readonly replicas?: number;
}

const conditions = {
  ...kitConditions,
  Stalled: { ...kitConditions.Stalled, TextRefused: 'The text has a script in it.' },
  Published: { Serving: 'The text is served.', Starting: 'No replica serves it yet.' },
} as const;

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
const SERVICE_MONITOR = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' };

export const website = defineOperator<WebsiteSpec, WebsiteStatus, typeof conditions>({
  name: 'website',
  kind: { apiVersion: 'example.com/v1', kind: 'Website' },
  conditions,
  owns: [CONFIG_MAP, DEPLOYMENT, { ...SERVICE_MONITOR, optional: true }],

  desired({ metadata: { name }, spec: { text, replicas } }) {
    if (text.includes('<script')) return { refused: { reason: 'TextRefused', message: 'Take the script out of it.' } };
    const labels = { app: name };
    const container = {
      name: 'web',
      image: 'registry.example.com/web:1',
      resources: { limits: { cpu: '0.5' } },
      volumeMounts: [{ name: 'pages', mountPath: '/pages' }],
    };
    const pod = { containers: [container], volumes: [{ name: 'pages', configMap: { name } }] };
    const template = { metadata: { labels }, spec: pod };
    return [
      { ...CONFIG_MAP, metadata: { name }, data: { 'index.html': text } },
      { ...DEPLOYMENT, metadata: { name }, spec: { replicas, selector: { matchLabels: labels }, template } },
      { ...SERVICE_MONITOR, metadata: { name }, spec: { selector: { matchLabels: labels }, endpoints: [] } },
    ];
  },

  status({ metadata: { name }, spec }, observed) {
    const replicas = available(observed.find({ ...DEPLOYMENT, name }));
    const published = replicas > 0;
    return {
      phase: replicas >= spec.replicas ? 'ready' : 'progressing',
      message: `${replicas} of ${spec.replicas} replicas serve.`,
      fields: { replicas },
      conditions: {
        Published: { status: published ? 'True' : 'False', reason: published ? 'Serving' : 'Starting', message: '' },
      },
    };
  },
});

function available(deployment: StoredObject | undefined): number {
  return (deployment?.status as { readonly availableReplicas?: number } | undefined)?.availableReplicas ?? 0;
}
