import { AgentRegistryService } from '@ameide/contracts/agents/v1/agent_registry_service';
import { useQuery } from '@connectrpc/connect-query';
import { useMe } from '../../data/people.ts';
import { useArtifacts } from '../../data/waiting.ts';
import { Button } from '../../design/button.tsx';
import { Menu } from '../../design/menu.tsx';
import { useWords } from '../../design/use-words.ts';
import { words } from './words.ts';

interface FilterProps {
  /** Undefined for all. */
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

export function ModelFilter(props: FilterProps) {
  const t = useWords(words);
  const { data } = useArtifacts();
  const options = (data?.artifacts ?? []).map(({ id, title }) => ({ id, label: title }));
  return <Filter {...props} label={t.model} all={t.allModels} options={options} />;
}

export function ProposerFilter(props: FilterProps) {
  const t = useWords(words);
  const me = useMe();
  const { data } = useQuery(AgentRegistryService.method.listAgents, {});
  const agents = (data?.agents ?? []).map(({ id, name }) => ({ id, label: name }));
  return <Filter {...props} label={t.proposer} all={t.anybody} options={[...agents, { id: me.id, label: t.me }]} />;
}

interface FilterMenuProps extends FilterProps {
  readonly label: string;
  readonly all: string;
  readonly options: readonly { readonly id: string; readonly label: string }[];
}

function Filter({ value, onChange, label, all, options }: FilterMenuProps) {
  const chosen = options.find(({ id }) => id === value)?.label ?? all;
  const trigger = (
    <Button look="quiet" iconAfter="down" aria-label={`${label}: ${chosen}`}>
      {chosen}
    </Button>
  );
  return (
    <Menu
      trigger={trigger}
      label={label}
      entries={[
        { id: 'all', label: all, isChosen: value === undefined, onAction: () => onChange(undefined) },
        'separator',
        ...options.map(({ id, label }) => ({ id, label, isChosen: id === value, onAction: () => onChange(id) })),
      ]}
    />
  );
}
