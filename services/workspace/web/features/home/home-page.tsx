import { useMayEdit, useMe } from '../../data/people.ts';
import { useWords } from '../../design/use-words.ts';
import { Page } from '../../routes/page.tsx';
import { ChatList } from './chat-list.tsx';
import { DeletedList } from './deleted-list.tsx';
import { ImportProgress } from './import-progress.tsx';
import { importFiles } from './imports.ts';
import { ModelList } from './model-list.tsx';
import { NewModel } from './new-model.tsx';
import { useFileDrop } from './use-file-drop.ts';
import { WaitingList } from './waiting-list.tsx';
import { words } from './words.ts';
import './home.css';

export function HomePage() {
  const t = useWords(words);
  const me = useMe();
  const mayEdit = useMayEdit();
  // Dropping files is a shortcut for the mouse; the button "From files" does the same for everybody.
  const isDragging = useFileDrop(mayEdit, (files) => void importFiles(files));
  return (
    <Page title={t.home}>
      <div className="home">
        <div className="column">
          <h2 className="greeting">{t.greeting(me.name.split(' ')[0] ?? me.name)}</h2>
          {mayEdit ? <NewModel /> : <p className="quiet">{t.readsOnly}</p>}
          <ImportProgress />
          {mayEdit && <WaitingList />}
          <ModelList />
          <ChatList />
          <DeletedList />
        </div>
        {isDragging && <div className="drop-here">{t.drop}</div>}
      </div>
    </Page>
  );
}
