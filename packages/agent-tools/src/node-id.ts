import { createHash } from 'node:crypto';

/** The id of a new node, valid in XML, such as `UserTask_1f0c3a9b`; the same for the same seed. */
export function nodeId(kind: string, seed: string): string {
  const words = kind.slice(kind.lastIndexOf(':') + 1).split(/[^A-Za-z0-9]+/);
  const stem = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const digest = createHash('sha256').update(seed).digest('hex');
  return `${/^[A-Za-z]/.test(stem) ? stem : 'Element'}_${digest.slice(0, 8)}`;
}
