import assert from 'node:assert/strict';
import type { Kind } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { modelCluster, testImage, testSettings, type Written, writtenObject } from '@ameide/primitives/testing';
import type { IntegrationFacts } from './facts.ts';
import { integrationOperator } from './operator.ts';
import type { FlowRuntimes } from './ports.ts';
import { type Integration, integration } from './resource.ts';
import type { IntegrationSettings } from './settings.ts';

export const NAME = 'crm-integration';
export const image = (digit: string) => testImage('flow-runtime', digit);
export const flow = (digit: string) => testImage('crm-flow', digit);
export const REVISION = `sha256:${'f'.repeat(64)}`;
export const COMMIT = 'c'.repeat(40);

export const settings: IntegrationSettings = {
  ...testSettings,
  operatorNamespace: 'ameide-system',
  gitFetcherImage: testImage('git-fetcher', 'e'),
};

/** Runtimes of which there are none. */
const nobody: FlowRuntimes = { find: async () => [], ask: () => assert.fail(), sync: () => assert.fail() };

/** The Integration `crm`. */
export const anIntegration = (
  spec: Partial<WrittenSpecOf<typeof integration>> = {},
  rest: Written<typeof integration> = {},
): Integration => {
  const source = { oci: { reference: flow('f') } };
  return writtenObject(integration, 'crm', { image: image('a'), source, ...spec }, rest);
};

/** All is there and runs what it should. */
export const FOUND: IntegrationFacts = {
  source: { state: 'known', revision: REVISION },
  secrets: { state: 'there', version: 'v1' },
  drift: { state: 'in_sync' },
};

/** A cluster in which the Integration `crm` is, with what `prepare` finds out about it. */
export function aCluster({ missing = [], settings: given = settings }: ClusterOptions = {}) {
  const found: { current: IntegrationFacts } = { current: FOUND };
  const operator = integrationOperator(given, { runtimes: nobody });
  const cluster = modelCluster(operator, { name: NAME, missing, facts: () => found.current });
  return {
    ...cluster,
    /** What `prepare` finds from now on, beside what it found before. */
    find: (facts: Partial<IntegrationFacts>) => {
      found.current = { ...found.current, ...facts };
    },
  };
}

interface ClusterOptions {
  readonly missing?: readonly Kind[];
  readonly settings?: IntegrationSettings;
}
