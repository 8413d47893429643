import { keep, kept } from './keep.ts';

const LIMIT = 50;

/** Artifacts that the person has opened here, the last one first. */
export function recentArtifacts(): readonly string[] {
  return kept<string[]>('recent') ?? [];
}

export function rememberArtifact(id: string): void {
  keep('recent', [id, ...recentArtifacts().filter((other) => other !== id)].slice(0, LIMIT));
}
