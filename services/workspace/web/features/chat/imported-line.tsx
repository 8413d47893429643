import { ChatRole, type ImportedFacts } from '@ameide/contracts/threads/v1/chat';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { usePreferences } from '../../design/preferences.ts';
import { useWords } from '../../design/use-words.ts';
import { defineWords } from '../../design/words.ts';

const words = defineWords({
  en: {
    byAgent: (name: string) => `Imported; said by an agent${name && `, “${name}”`}`,
    byPerson: (name: string) => `Imported; said by a person${name && `, “${name}”`}`,
  },
  de: {
    byAgent: (name: string) => `Importiert; von einem Agenten gesagt${name && `, „${name}“`}`,
    byPerson: (name: string) => `Importiert; von einer Person gesagt${name && `, „${name}“`}`,
  },
});

/** Who is said to have spoken, and when: the file says so, and nobody has checked it. */
export default function ImportedLine({ facts }: { readonly facts: ImportedFacts }) {
  const t = useWords(words);
  const { language } = usePreferences();
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const said = facts.role === ChatRole.ASSISTANT ? t.byAgent : t.byPerson;
  const when = facts.sentAt ? [format.format(timestampDate(facts.sentAt))] : [];
  return <p className="message-facts">{[said(facts.authorName), ...when].join(' · ')}</p>;
}
