import { AgentRegistryService } from '@ameide/contracts/agents/v1/agent_registry_service';
import { useQuery as useRpc } from '@connectrpc/connect-query';
import { useQuery } from '@tanstack/react-query';
import { useDirectory } from './directory.ts';
import { type Person, sessionQuery } from './session.ts';

/** The role that it takes, and those that imply it. */
const EDITORS: ReadonlySet<string> = new Set(['graph.editor', 'graph.owner', 'graph.admin']);

/** The person who is signed in; pages are shown to nobody else. */
export function useMe(): Person {
  const { data } = useQuery(sessionQuery);
  if (data?.user === undefined) throw new Error('nobody is signed in');
  return data.user;
}

/** Whether the person may change models, and decide about what is proposed; the server has the last word. */
export function useMayEdit(): boolean {
  const { roles } = useMe();
  return roles.some((role) => EDITORS.has(role));
}

/** What to call somebody of whom only the subject is known, or an agent by its id. */
export function useNameOf(): (subject: string) => string {
  const me = useMe();
  const called = useDirectory();
  const { data } = useRpc(AgentRegistryService.method.listAgents, {}, { staleTime: Number.POSITIVE_INFINITY });
  return (subject) => {
    if (subject === me.id) return me.name;
    const agent = data?.agents.find(({ id }) => id === subject);
    const name = agent?.name ?? (data && called(subject));
    if (name !== undefined) return name;
    // Subjects of a provider are often ids that nobody can read.
    if (/^[0-9a-f-]{20,}$/i.test(subject)) return subject.slice(0, 8);
    return subject.charAt(0).toUpperCase() + subject.slice(1);
  };
}
