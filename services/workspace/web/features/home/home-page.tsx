import { type DragEvent, useState } from 'react';
import { useMe } from '../../data/people.ts';
import { useWords } from '../../design/use-words.ts';
import { Page } from '../../routes/page.tsx';
import { ChatList } from './chat-list.tsx';
import { DeletedList } from './deleted-list.tsx';
import { ImportProgress } from './import-progress.tsx';
import { importFiles } from './imports.ts';
import { ModelList } from './model-list.tsx';
import { NewModel } from './new-model.tsx';
import { WaitingList } from './waiting-list.tsx';
import { words } from './words.ts';
import './home.css';

export function HomePage() {
  const t = useWords(words);
  const me = useMe();
  const [isDragging, setDragging] = useState(false);
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setDragging(true);
  };
  const onDragLeave = (event: DragEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDragging(false);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDragging(false);
    void importFiles([...event.dataTransfer.files]);
  };
  return (
    <Page title={t.home}>
      {/* Dropping files is a shortcut for the mouse; the button "From files" does the same for everybody. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: see above */}
      <div className="home" onDragOver={onDragOver} onDragLeave={onDragLeave} onDrop={onDrop}>
        <div className="column">
          <h2 className="greeting">{t.greeting(me.name.split(' ')[0] ?? me.name)}</h2>
          <NewModel />
          <ImportProgress />
          <WaitingList />
          <ModelList />
          <ChatList />
          <DeletedList />
        </div>
        {isDragging && <div className="drop-here">{t.drop}</div>}
      </div>
    </Page>
  );
}
