/** Why a command is refused; reasons as in the contract. */
export interface Refusal {
  readonly reason: 'thread_not_found' | 'artifact_not_found' | 'kind_unknown' | 'not_owner';
  /** What was not found, or the kind. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** There is no such chat, or the user may not see it. */
export function chatNotFound(id: string): Refusal {
  return { reason: 'thread_not_found', metadata: { id } };
}

export function artifactNotFound(id: string): Refusal {
  return { reason: 'artifact_not_found', metadata: { id } };
}
