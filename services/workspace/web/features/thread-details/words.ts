import { defineWords } from '../../design/words.ts';

export const words = defineWords({
  en: {
    about: 'About this chat',
    nothing: 'Nobody has said what this chat is about.',
    describe: 'Describe',
    change: 'Change the description',
    description: 'Description',
    tags: 'Tags',
    tagsHint: 'With commas between them: returns, pilot',
    labels: 'Labels',
    labelsHint: 'One a line: customer: 4711',
    save: 'Save',
    cancel: 'Cancel',
    chatsWith: (what: string) => `Chats with ${what}`,
    filter: 'Only chats with',
    noneLeft: 'No chat has all of these.',
    badTag: (tag: string) => `“${tag}” is too long for a tag: 50 characters at most.`,
    badLabel: (line: string) =>
      `“${line}” is no label. Write a name of small letters, digits, dots or dashes, a colon, and what it says.`,
    tooMany: 'At most 20 tags and 20 labels.',
  },
  de: {
    about: 'Über diesen Chat',
    nothing: 'Niemand hat gesagt, worum es in diesem Chat geht.',
    describe: 'Beschreiben',
    change: 'Beschreibung ändern',
    description: 'Beschreibung',
    tags: 'Schlagwörter',
    tagsHint: 'Mit Kommas dazwischen: Retouren, Pilot',
    labels: 'Merkmale',
    labelsHint: 'Eins je Zeile: kunde: 4711',
    save: 'Speichern',
    cancel: 'Abbrechen',
    chatsWith: (what: string) => `Chats mit ${what}`,
    filter: 'Nur Chats mit',
    noneLeft: 'Kein Chat hat all das.',
    badTag: (tag: string) => `„${tag}“ ist zu lang für ein Schlagwort: höchstens 50 Zeichen.`,
    badLabel: (line: string) =>
      `„${line}“ ist kein Merkmal. Schreibe einen Namen aus kleinen Buchstaben, Ziffern, Punkten oder Strichen, einen Doppelpunkt und was es sagt.`,
    tooMany: 'Höchstens 20 Schlagwörter und 20 Merkmale.',
  },
});
