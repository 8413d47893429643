import { type ModelRefSchema, RefKind } from '@ameide/contracts/graph/v1/version_service';
import { formatRef } from '@ameide/graph-model';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { RefRow } from '../app/ref-ports.ts';

const kinds = {
  branch: RefKind.BRANCH,
  version: RefKind.VERSION,
  baseline: RefKind.BASELINE,
} as const satisfies Record<RefRow['kind'], RefKind>;

const kindNames = Object.keys(kinds) as RefRow['kind'][];

/** The rows' names of kinds; all for none. */
export function refKindsFromWire(wanted: readonly RefKind[]): readonly RefRow['kind'][] {
  return wanted.length === 0 ? kindNames : kindNames.filter((name) => wanted.includes(kinds[name]));
}

export function modelRefToWire(row: RefRow): MessageInitShape<typeof ModelRefSchema> {
  const { artifactId, branch, version, kind, name, authorId, createdAt } = row;
  const head = formatRef({ artifactId, branch });
  const ref = { branch: head, version: `${head}@${version}`, baseline: `${head}@${name}` }[kind];
  return { ref, kind: kinds[kind], version, name, authorId, createdAt: timestampFromMs(createdAt) };
}
