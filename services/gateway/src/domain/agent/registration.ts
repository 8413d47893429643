/** Whose agents are for all tenants. No tenant can have this id. */
export const ALL_TENANTS = '*';

/** Where an agent comes from, and which state of that. */
export interface AgentSource {
  readonly namespace: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly generation: number;
}

/** What is known of an agent's id. */
export interface Registration {
  readonly source: AgentSource;
  /** Taken away; what remains says up to which state of the source. */
  readonly removed: boolean;
}

/** `agent_id_taken` by another source; `agent_superseded` by something newer of the same source. */
export type RegistrationRefusal = 'agent_id_taken' | 'agent_superseded';

/** Whether a source may have an id from now on: undefined if so. */
export function registrationRefusal(
  known: Registration | undefined,
  source: AgentSource,
): RegistrationRefusal | undefined {
  if (known === undefined) return undefined;
  if (!isSameObject(known.source, source)) return known.removed ? undefined : 'agent_id_taken';
  const age = compare(source, known.source);
  // Kubernetes raises the generation for a deletion, so what has the one of a removal was said before it.
  return age < 0 || (age === 0 && known.removed) ? 'agent_superseded' : undefined;
}

/** What to do when a source takes its agent away: `keep` what is somebody else's. */
export function decideRemoval(
  known: Registration | undefined,
  source: AgentSource,
): 'remove' | 'keep' | Extract<RegistrationRefusal, 'agent_superseded'> {
  if (known === undefined) return 'remove';
  if (!isSameObject(known.source, source)) return 'keep';
  return compare(source, known.source) < 0 ? 'agent_superseded' : 'remove';
}

function isSameObject(a: AgentSource, b: AgentSource): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}

/** Negative if `a` is older. */
function compare(a: AgentSource, b: AgentSource): number {
  return a.createdAt - b.createdAt || a.generation - b.generation;
}
