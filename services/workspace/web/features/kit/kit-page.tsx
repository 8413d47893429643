import { type ReactNode, useState } from 'react';
import { Button, IconButton } from '../../design/button.tsx';
import { Checkbox } from '../../design/checkbox.tsx';
import { Choice } from '../../design/choice.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Avatar, Banner, Chip, EmptyState, Progress, Skeleton, Spinner } from '../../design/display.tsx';
import { Icon, iconNames } from '../../design/icon.tsx';
import { Menu } from '../../design/menu.tsx';
import { notify } from '../../design/notices.tsx';
import { Select } from '../../design/select.tsx';
import { Tabs } from '../../design/tabs.tsx';
import { TextField } from '../../design/text-field.tsx';
import { Page } from '../../routes/page.tsx';
import type { PendingFile } from '../attachments/pending-files.ts';
import PendingList from '../attachments/pending-list.tsx';
import SentFiles from '../attachments/sent-files.tsx';
import './kit.css';

const colours = ['ink', 'ink-2', 'ink-3', 'accent', 'add', 'change', 'remove'];
const surfaces = [
  'surface',
  'surface-sunken',
  'surface-raised',
  'surface-hover',
  'surface-selected',
  'add-surface',
  'change-surface',
  'remove-surface',
];
const sizes = [11, 12, 13, 15, 20];

const file = { sizeBytes: 48_000, receivedBytes: 20_000, problem: '', canRetry: false };
const notes = { id: 'notes', name: 'Notes.md', mimeType: 'text/markdown', uri: '#', sizeBytes: 48_000 };
const files: readonly PendingFile[] = [
  { ...file, key: 'waiting', name: 'Waiting.pdf', state: 'waiting' },
  { ...file, key: 'sending', name: 'Sending.pdf', state: 'sending' },
  { ...file, key: 'done', name: 'Notes.md', state: 'done', attachment: notes },
  { ...file, key: 'failed', name: 'Lost.pdf', state: 'failed', problem: 'The connection was lost.', canRetry: true },
];

/** Every part of the design in each of its states, for those who build pages; in English only. */
export function KitPage() {
  return (
    <Page title="Kit">
      <div className="column kit" lang="en">
        <Part title="Type">
          {sizes.map((size) => (
            <p key={size} className={`kit-size-${size}`}>
              {size} px: Check the credit limit
            </p>
          ))}
        </Part>
        <Part title="Colours">
          {colours.map((name) => (
            <span key={name} className={`kit-colour kit-${name}`}>
              {name}
            </span>
          ))}
        </Part>
        <Part title="Surfaces">
          {surfaces.map((name) => (
            <span key={name} className={`kit-surface kit-${name}`}>
              {name}
            </span>
          ))}
        </Part>
        <Buttons />
        <Fields />
        <Overlays />
        <Feedback />
        <Part title="Files">
          <PendingList files={files} onRemove={() => {}} onRetry={() => {}} />
          <SentFiles files={files.flatMap(({ attachment }) => (attachment ? [attachment] : []))} />
        </Part>
        <Part title="Icons">
          {iconNames.map((name) => (
            <span key={name} className="kit-icon">
              <Icon name={name} size={18} />
              {name}
            </span>
          ))}
        </Part>
      </div>
    </Page>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h2>{title}</h2>
      <div className="kit-row">{children}</div>
    </section>
  );
}

function Buttons() {
  return (
    <>
      <Part title="Buttons">
        <Button look="primary">Accept 4 changes</Button>
        <Button look="primary" shortcut="⌘↵">
          Accept 4 changes
        </Button>
        <Button>Outline</Button>
        <Button icon="history">History</Button>
        <Button look="quiet">Quiet</Button>
        <Button look="danger">Reject: leave it</Button>
      </Part>
      <Part title="Buttons that cannot be pressed">
        <Button look="primary" isDisabled>
          Primary
        </Button>
        <Button isDisabled>Outline</Button>
        <Button look="quiet" isDisabled>
          Quiet
        </Button>
        <Button look="danger" isDisabled>
          Danger
        </Button>
        <IconButton icon="fit" label="Fit" isDisabled />
      </Part>
      <Part title="Icon buttons">
        <IconButton icon="fit" label="Fit" shortcut="0" />
        <IconButton icon="panel" label="Panel" isOn />
      </Part>
    </>
  );
}

function Fields() {
  const [isOn, setOn] = useState(true);
  const [text, setText] = useState('');
  const [choice, setChoice] = useState<'one' | 'two'>('one');
  return (
    <Part title="Fields">
      <Checkbox isSelected={isOn} onChange={setOn}>
        Chosen
      </Checkbox>
      <Checkbox isSelected={false} onChange={setOn}>
        Not chosen
      </Checkbox>
      <Checkbox isSelected={false} isIndeterminate onChange={setOn}>
        Some
      </Checkbox>
      <Checkbox isSelected isDisabled onChange={setOn}>
        Fixed
      </Checkbox>
      <Choice
        label="Choice"
        value={choice}
        onChange={setChoice}
        options={[
          { value: 'one', label: 'One' },
          { value: 'two', label: 'Two' },
        ]}
      />
      <Select
        label="Select"
        value={choice}
        onChange={(next) => setChoice(next === 'two' ? 'two' : 'one')}
        options={[
          { value: 'one', label: 'The one' },
          { value: 'two', label: 'The other' },
        ]}
      />
      <TextField label="Name" placeholder="What people call it" value={text} onChange={setText} />
      <TextField label="Reason" rows={2} value={text} onChange={setText} />
    </Part>
  );
}

function Overlays() {
  const [isOpen, setOpen] = useState(false);
  const [tab, setTab] = useState<'chat' | 'history'>('chat');
  return (
    <>
      <Part title="Menus and windows">
        <Menu
          trigger={<Button iconAfter="down">Menu</Button>}
          label="Menu"
          placement="bottom start"
          entries={[
            { id: 'link', icon: 'link', label: 'Copy link', hint: '⌘L', onAction: () => undefined },
            { id: 'chosen', label: 'Chosen', isChosen: true, onAction: () => undefined },
            'separator',
            { id: 'not', label: 'Not now', isDisabled: true, onAction: () => undefined },
          ]}
        />
        <Button onPress={() => setOpen(true)}>Window</Button>
        <Dialog title="A window" isOpen={isOpen} onClose={() => setOpen(false)}>
          <p>It says what will happen, and its buttons do too.</p>
        </Dialog>
        <Button onPress={() => notify({ tone: 'done', text: '4 changes accepted: version 15' })}>Notice</Button>
        <Button onPress={() => notify({ tone: 'trouble', text: 'The server took too long.', detail: 'Request 01a1' })}>
          Trouble
        </Button>
      </Part>
      <Part title="Tabs">
        <div className="kit-tabs">
          <Tabs
            label="Tabs"
            selected={tab}
            onSelect={setTab}
            tabs={[
              { id: 'chat', label: 'Chat', content: <p>One thing at a time</p> },
              { id: 'history', label: 'History', content: <p>And the other</p> },
            ]}
          />
        </div>
      </Part>
    </>
  );
}

function Feedback() {
  return (
    <>
      <Part title="Facts">
        <Chip>plain</Chip>
        <Chip tone="accent">on the canvas</Chip>
        <Chip tone="add">Accepted</Chip>
        <Chip tone="change">Changed</Chip>
        <Chip tone="remove">Rejected</Chip>
        {['Alice Adams', 'Bob Brown', 'Carol Clark', 'Dora', 'Emil E', 'Fay F'].map((name) => (
          <Avatar key={name} name={name} />
        ))}
      </Part>
      <Part title="Waiting">
        <Spinner label="Loading" />
        <div className="kit-wide">
          <Progress label="Import" value={60} />
          <Skeleton />
        </div>
      </Part>
      <Part title="Bands and empty places">
        <div className="kit-wide">
          <Banner tone="info" icon="eye" action={<Button>Back to the newest</Button>}>
            You look at version 12.
          </Banner>
          <Banner tone="change" icon="offline">
            You are offline.
          </Banner>
          <Banner tone="remove" icon="warning">
            This no longer fits.
          </Banner>
          <EmptyState icon="chat" title="No chats yet" action={<Button>See the models</Button>}>
            Open a model and ask something about it.
          </EmptyState>
        </div>
      </Part>
    </>
  );
}
