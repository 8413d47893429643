import { memo } from 'react';
import { runs } from '../../data/connection.ts';
import type { Elements } from '../../data/elements.ts';
import { keep } from '../../data/keep.ts';
import { notifyProblem } from '../../data/problem.ts';
import { Button } from '../../design/button.tsx';
import { Skeleton } from '../../design/display.tsx';
import { Menu } from '../../design/menu.tsx';
import { Tabs } from '../../design/tabs.tsx';
import { useWords } from '../../design/use-words.ts';
import { lazyPart } from '../../routes/part.tsx';
import { draftNameOf } from '../chat/draft-name.ts';
import type { SeenModel } from '../chat/message-context.ts';
import type { Comparison } from '../compare/use-comparison.ts';
import type { ProblemsProps } from '../problems/problems.tsx';
import type { PropertiesProps } from '../properties/properties.tsx';
import { wantedField } from '../properties/wanted-field.ts';
import type { PanelTab } from './use-panel.ts';
import type { useThread } from './use-thread.ts';
import { words } from './words.ts';

// What stands in the tabs comes while the model is drawn.
const load = {
  chat: () => import('../chat/chat.tsx').then((found) => ({ default: found.Chat })),
  ideas: () => import('../chat/chat-ideas.tsx'),
  properties: () => import('../properties/properties.tsx'),
  history: () => import('../history/history.tsx').then((found) => ({ default: found.History })),
  outline: () => import('../outline/outline.tsx'),
  problems: () => import('../problems/problems.tsx'),
  compare: () => import('../compare/compare-panel.tsx'),
};
const Chat = lazyPart(load.chat, 'panel');
const ChatIdeas = lazyPart(load.ideas, 'panel');
const Properties = lazyPart(load.properties, 'panel');
const History = lazyPart(load.history, 'panel');
const Outline = lazyPart(load.outline, 'panel');
const Problems = lazyPart(load.problems, 'panel');
const ComparePanel = lazyPart(load.compare, 'panel');

const ideas = (ask: (text: string) => void) => <ChatIdeas ask={ask} />;

/** Fetches what stands in all tabs, so that it is here when the connection is not. */
export function preloadPanel(): void {
  for (const part of Object.values(load)) void part().catch(() => undefined);
}

export interface ArtifactPanelProps {
  readonly artifactId: string;
  readonly thread: ReturnType<typeof useThread>;
  readonly tab: PanelTab;
  readonly onTab: (tab: PanelTab) => void;
  readonly version: number;
  /** The old version that the canvas shows. */
  readonly lookingAt: number | undefined;
  readonly onLook: (version: number | undefined) => void;
  readonly properties: PropertiesProps;
  readonly comparison: Comparison | undefined;
  readonly onCompare: (base: number, target: number) => void;
  readonly onShow: (elementId: string) => void;
  readonly elements: Elements;
  readonly currentPatchId: string | undefined;
  readonly seen: SeenModel;
  /** What the person looks at, and may do with it. */
  readonly model: Omit<ProblemsProps, 'onAsk' | 'onFillIn'>;
}

export function ArtifactPanel(props: ArtifactPanelProps) {
  const { artifactId, thread, tab, onTab, version, lookingAt, onLook, currentPatchId, seen, model } = props;
  const { comparison, onCompare, onShow, elements } = props;
  const t = useWords(words);
  const openChatOf = async (runId: string) => {
    try {
      const { run } = await runs.inference.getRun({ runId });
      thread.choose(run?.threadId);
      onTab('chat');
    } catch (error) {
      notifyProblem(error);
    }
  };
  /** Leaves it to the person to send it. */
  const askAgent = (text: string) => {
    keep(draftNameOf(thread.threadId, artifactId), text);
    onTab('chat');
  };
  const fillIn = (field: string) => {
    wantedField.set(field);
    onTab('properties');
  };
  const chat = thread.isPending ? (
    <div className="talk">
      <Skeleton lines={6} />
    </div>
  ) : (
    <Chat
      key={artifactId}
      threadId={thread.threadId}
      artifactId={artifactId}
      onBegun={thread.choose}
      onDraft={thread.chooseNew}
      currentPatchId={currentPatchId}
      seen={seen}
      facts={version > 0 && t.seesVersion(version)}
      empty={ideas}
    />
  );
  const history = comparison ? (
    <ComparePanel comparison={comparison} newest={version} elements={elements} onCompare={onCompare} onShow={onShow} />
  ) : (
    <History
      artifactId={artifactId}
      version={version}
      lookingAt={lookingAt}
      onLook={onLook}
      onCompare={onCompare}
      onOpenChat={(runId) => void openChatOf(runId)}
    />
  );
  return (
    <aside className="artifact-panel" aria-label={t.panel}>
      <Tabs
        label={t.panel}
        selected={tab}
        onSelect={onTab}
        tabs={[
          { id: 'chat', label: t.chat, content: chat },
          { id: 'properties', label: t.properties, content: <Properties {...props.properties} /> },
          { id: 'history', label: t.history, content: history },
          {
            id: 'outline',
            label: t.outline,
            content: <Outline {...model} />,
          },
          {
            id: 'problems',
            label: t.problems(model.advice.validation?.totalCount ?? 0),
            content: <Problems {...model} onAsk={askAgent} onFillIn={fillIn} />,
          },
        ]}
        aside={tab === 'chat' && <ThreadMenu thread={thread} />}
      />
    </aside>
  );
}

const ThreadMenu = memo(function ThreadMenu({ thread }: Pick<ArtifactPanelProps, 'thread'>) {
  const t = useWords(words);
  const title = thread.title ?? t.newChat;
  const trigger = (
    <Button look="quiet" iconAfter="down" aria-label={`${t.chooseChat}: ${title}`}>
      {title}
    </Button>
  );
  return (
    <Menu
      trigger={trigger}
      label={t.chooseChat}
      entries={[
        { id: 'new', icon: 'plus', label: t.newChat, onAction: thread.chooseNew },
        ...(thread.chats.length > 0 ? (['separator'] as const) : []),
        ...thread.chats.map(({ id, title }) => ({
          id,
          icon: 'chat' as const,
          label: title,
          isChosen: id === thread.threadId,
          onAction: () => thread.choose(id),
        })),
      ]}
    />
  );
});
