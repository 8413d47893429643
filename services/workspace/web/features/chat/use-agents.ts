import type { Agent } from '@ameide/contracts/agents/v1/agent';
import { AgentRegistryService } from '@ameide/contracts/agents/v1/agent_registry_service';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { useQuery } from '@connectrpc/connect-query';
import { useState } from 'react';
import { keep, kept } from '../../data/keep.ts';

/** Who can answer in a chat, and who will. */
export interface ChatAgents {
  /** Those that fit the model that the chat is about. */
  readonly agents: readonly Agent[];
  /** Whom the next message asks; undefined while that is not known. */
  readonly asked: Agent | undefined;
  /** The id of another one than the chat's own, if one was chosen. */
  readonly chosenId: string | undefined;
  choose(agentId: string): void;
}

const slotOf = (threadId: string | undefined, artifactId: string | undefined) =>
  `agent.${threadId ?? artifactId ?? 'new'}`;

/** A choice that was made before the chat began goes on in it. */
export function keepAgent(threadId: string, agentId: string | undefined): void {
  if (agentId !== undefined) keep(slotOf(threadId, undefined), agentId);
}

/** A chat has an agent of its own; a person may ask another one, until they choose again. Which one is kept on this device. */
export function useAgents(threadId: string | undefined, artifactId: string | undefined): ChatAgents {
  const { data } = useQuery(AgentRegistryService.method.listAgents, {}, { staleTime: Number.POSITIVE_INFINITY });
  const { data: found } = useQuery(
    ArtifactQueryService.method.getArtifact,
    { artifactId: artifactId ?? '' },
    { enabled: artifactId !== undefined },
  );
  const { data: begun } = useQuery(
    ChatQueryService.method.getChat,
    { threadId: threadId ?? '' },
    { enabled: threadId !== undefined },
  );
  const slot = slotOf(threadId, artifactId);
  const [choice, setChoice] = useState({ slot, id: kept<string>(slot) });
  const chosenId = choice.slot === slot ? choice.id : kept<string>(slot);
  const kind = found?.artifact?.kind ?? '';
  const agents = (data?.agents ?? []).filter(
    ({ artifactKinds }) => artifactKinds.length === 0 || artifactKinds.includes(kind),
  );
  const ownId = begun?.chat?.agentId ?? (threadId === undefined ? defaultId(agents, kind) : undefined);
  const own = data?.agents.find(({ id }) => id === ownId);
  const chosen = agents.find(({ id }) => id === chosenId);
  return {
    agents: own === undefined || agents.includes(own) ? agents : [own, ...agents],
    asked: chosen ?? own,
    chosenId: chosen?.id,
    choose(id) {
      const next = id === ownId ? undefined : id;
      keep(slot, next);
      setChoice({ slot, id: next });
    },
  };
}

/** As the server chooses for a new chat. */
function defaultId(agents: readonly Agent[], kind: string): string | undefined {
  return (agents.find(({ artifactKinds }) => artifactKinds.includes(kind)) ?? agents.find(({ id }) => id === 'chat'))
    ?.id;
}
