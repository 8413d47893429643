import { createHash } from 'node:crypto';
import {
  conditionFalse,
  conditionTrue,
  type KubeObject,
  type ObjectRef,
  type Observed,
  type ReconcileContext,
} from '@ameide/operator-kit';
import { CONFIG_MAP, findConfigMapValue, partName, partOf } from '@ameide/primitives/objects';
import type { Process } from './resource.ts';
import { taskQueueOf, versionOf } from './version.ts';

/** What a ConfigMap says of the definition in it. */
export const DEFINITION_VERSION = 'ameide.io/definition-version';

/** The digest of the text that a version's workers have. */
const DEFINITION_DIGEST = 'ameide.io/definition-digest';

const FOLDER = '/etc/ameide/process';

/** A process definition, or why it cannot be used. */
export type Definition =
  | { readonly state: 'found'; readonly text: string; readonly digest: string }
  | { readonly state: 'missing' | 'version_differs'; readonly message: string };

/** The ConfigMap that somebody else writes. */
export function definitionRef({ metadata, spec: { definition } }: Process): ObjectRef {
  return { ...CONFIG_MAP, name: definition.configMap.name, namespace: metadata.namespace };
}

/** Reads it. @throws ApiError */
export async function findDefinition(process: Process, read: ReconcileContext['read']): Promise<Definition> {
  const { id, version, configMap } = process.spec.definition;
  const found = await findConfigMapValue(configMap, 'the definition', read);
  const annotation = `annotation ${DEFINITION_VERSION}: "${version}"`;
  if (found.state === 'missing') return { ...found, message: `${found.message} It also needs the ${annotation}.` };
  const there = found.annotations[DEFINITION_VERSION];
  if (there !== version) {
    const says = there === undefined ? 'does not say its version' : `says that it holds version ${there}`;
    const message = `ConfigMap ${configMap.name} ${says}, and the spec has version ${version} of ${id}: its annotation ${DEFINITION_VERSION} has to say the same.`;
    return { state: 'version_differs', message };
  }
  const digest = createHash('sha256').update(found.bytes).digest('hex');
  return { state: 'found', text: found.bytes.toString(), digest: `sha256:${digest}` };
}

/** The ConfigMap of the spec's version. */
export function versionConfigMapName(process: Process): string {
  return partName(process, 'server', versionOf(process));
}

/**
 * What ties a version's workers to their definition. It has a copy of the text and never changes, so that workers of an older
 * version still have theirs when the ConfigMap that it came from has moved on.
 */
export function versionConfigMap(
  process: Process,
  { text, digest }: Extract<Definition, { readonly state: 'found' }>,
): KubeObject {
  const { definition, image, temporal } = process.spec;
  const version = versionOf(process);
  const { metadata, ...head } = partOf(process, CONFIG_MAP, versionConfigMapName(process), version);
  const record = {
    version,
    image: image.slice(image.indexOf('@') + 1),
    definition: { id: definition.id, version: definition.version, digest },
    temporal: { namespace: temporal.namespace, taskQueue: taskQueueOf(process) },
  };
  return {
    ...head,
    metadata: { ...metadata, annotations: { [DEFINITION_DIGEST]: digest } },
    immutable: true,
    data: { definition: text, record: `${JSON.stringify(record, null, 2)}\n` },
  };
}

/** How workers get it: the definition under the name of its key, and the record beside it. */
export function definitionFiles(process: Process) {
  const { id, version, configMap } = process.spec.definition;
  const path = `definition/${configMap.key}`;
  const items = [
    { key: 'definition', path },
    { key: 'record', path: 'process.json' },
  ];
  return {
    volume: {
      mountPath: FOLDER,
      volume: { name: 'process', configMap: { name: versionConfigMapName(process), items } },
    },
    variables: [
      { name: 'AMEIDE_DEFINITION_ID', value: id },
      { name: 'AMEIDE_DEFINITION_VERSION', value: version },
      { name: 'AMEIDE_DEFINITION_FILE', value: `${FOLDER}/${path}` },
    ],
  };
}

/** The condition `DefinitionFound`. */
export function definitionFinding(process: Process, observed: Observed<{ readonly definition: Definition }>) {
  const { definition } = observed.facts;
  if (definition.state !== 'found') {
    return conditionFalse(definition.state === 'missing' ? 'Missing' : 'VersionDiffers', definition.message);
  }
  const rolledOut = observed.find({ ...CONFIG_MAP, name: versionConfigMapName(process) });
  const digest = rolledOut?.metadata.annotations?.[DEFINITION_DIGEST];
  if (digest === undefined || digest === definition.digest) return conditionTrue('Found');
  const { configMap, version } = process.spec.definition;
  const message = `ConfigMap ${configMap.name} has changed under version ${version}: give what is new a new version. Workers still have what was rolled out.`;
  return conditionFalse('TextDiffers', message);
}
