import { defineWords } from '../../design/words.ts';

const fieldsInEnglish: Readonly<Record<string, string>> = {
  bounds: 'place',
  waypoints: 'way',
  label: 'place of the label',
  existence: 'whether it is there',
};

const fieldsInGerman: Readonly<Record<string, string>> = {
  name: 'Name',
  bounds: 'Platz',
  waypoints: 'Weg',
  label: 'Platz der Beschriftung',
  existence: 'ob es da ist',
  rule: 'Regel',
  parent: 'Behälter',
};

export const words = defineWords({
  en: {
    connecting: 'Connecting…',
    saved: (version: number) => `Saved at version ${version}`,
    offline: 'Offline',
    onDevice: (count: number) => (count === 1 ? '1 edit only on this device' : `${count} edits only on this device`),
    waiting: (count: number) => (count === 1 ? 'Draft of 1 change to save' : `Draft of ${count} changes to save`),
    notNow: 'You are offline. What you draw is kept; save it as a version when the connection is back.',
    save: 'Save',
    nothingToSave: 'There is nothing to save: no change of yours waits to become a version.',
    discard: 'Discard…',
    saveTitle: 'Save as a new version',
    note: 'Note (optional)',
    noteHint: 'What the version is for. Without a note it says what was changed.',
    cameSince: (count: number) =>
      count === 1
        ? 'Since you pressed Save, 1 change was made in another tab or on another device. It is saved, too: look at it first, or go on.'
        : `Since you pressed Save, ${count} changes were made in another tab or on another device. They are saved, too: look at them first, or go on.`,
    cancel: 'Go on drawing',
    discardTitle: 'Discard the draft',
    discardText: (count: number) =>
      count === 1
        ? 'The change that is not saved as a version goes.'
        : `The ${count} changes that are not saved as a version go.`,
    discardNow: (count: number) => (count === 1 ? 'Discard 1 change' : `Discard ${count} changes`),
    savedNow: (version: number) => `Saved as version ${version}.`,
    unchanged: (version: number) => `Nothing is different from version ${version}; the draft is empty now.`,
    recovered: (count: number) =>
      count === 1
        ? 'Your draft of 1 change is here again. Save it as a version when you are done.'
        : `Your draft of ${count} changes is here again. Save it as a version when you are done.`,
    recoveredUnsent: (count: number) =>
      count === 1
        ? 'Recovered 1 edit that was only on this device.'
        : `Recovered ${count} edits that were only on this device.`,
    refused: (why: string) => `The last edit was not kept. ${why}`,
    needed: 'Later edits of the draft build on this one. Take those back first.',
    clash: (version: number, count: number) =>
      count === 1
        ? `Version ${version} and your draft do not agree about one thing. Your draft stays as it is until you decide.`
        : `Version ${version} and your draft do not agree about ${count} things. Your draft stays as it is until you decide.`,
    decide: 'Decide…',
    clashTitle: 'Your draft and a newer version',
    clashText: 'Choose for each of these who has their way. Everything else of your draft stays.',
    mine: 'Keep mine',
    theirs: 'Take theirs',
    you: 'You',
    byVersion: (name: string, version: number) => `${name}, version ${version}`,
    removed: 'removed',
    onlyTheirs: 'What is not there any more cannot be changed.',
    apply: 'Go on with these choices',
    field: (name: string) => fieldsInEnglish[name] ?? name,
    drawing: (name: string, count: number) =>
      count === 1
        ? `${name} has drawn 1 change that is not saved`
        : `${name} has drawn ${count} changes that are not saved`,
  },
  de: {
    connecting: 'Verbindet…',
    saved: (version: number) => `Gespeichert als Version ${version}`,
    offline: 'Offline',
    onDevice: (count: number) =>
      count === 1 ? '1 Änderung nur auf diesem Gerät' : `${count} Änderungen nur auf diesem Gerät`,
    waiting: (count: number) =>
      count === 1 ? 'Entwurf mit 1 Änderung zu speichern' : `Entwurf mit ${count} Änderungen zu speichern`,
    notNow: 'Du bist offline. Was du zeichnest, bleibt; speichere es als Version, sobald die Verbindung da ist.',
    save: 'Speichern',
    nothingToSave: 'Es gibt nichts zu speichern: keine Änderung von dir wartet auf eine Version.',
    discard: 'Verwerfen…',
    saveTitle: 'Als neue Version speichern',
    note: 'Notiz (freiwillig)',
    noteHint: 'Wofür die Version ist. Ohne Notiz steht dort, was geändert wurde.',
    cameSince: (count: number) =>
      count === 1
        ? 'Seit du auf Speichern gedrückt hast, kam 1 Änderung aus einem anderen Tab oder von einem anderen Gerät. Sie wird mit gespeichert: sieh sie dir erst an, oder mach weiter.'
        : `Seit du auf Speichern gedrückt hast, kamen ${count} Änderungen aus einem anderen Tab oder von einem anderen Gerät. Sie werden mit gespeichert: sieh sie dir erst an, oder mach weiter.`,
    cancel: 'Weiter zeichnen',
    discardTitle: 'Entwurf verwerfen',
    discardText: (count: number) =>
      count === 1
        ? 'Die Änderung, die nicht als Version gespeichert ist, geht verloren.'
        : `Die ${count} Änderungen, die nicht als Version gespeichert sind, gehen verloren.`,
    discardNow: (count: number) => (count === 1 ? '1 Änderung verwerfen' : `${count} Änderungen verwerfen`),
    savedNow: (version: number) => `Gespeichert als Version ${version}.`,
    unchanged: (version: number) => `Nichts ist anders als in Version ${version}; der Entwurf ist jetzt leer.`,
    recovered: (count: number) =>
      count === 1
        ? 'Dein Entwurf mit 1 Änderung ist wieder da. Speichere ihn als Version, wenn du fertig bist.'
        : `Dein Entwurf mit ${count} Änderungen ist wieder da. Speichere ihn als Version, wenn du fertig bist.`,
    recoveredUnsent: (count: number) =>
      count === 1
        ? '1 Änderung wiederhergestellt, die nur auf diesem Gerät war.'
        : `${count} Änderungen wiederhergestellt, die nur auf diesem Gerät waren.`,
    refused: (why: string) => `Die letzte Änderung wurde nicht behalten. ${why}`,
    needed: 'Spätere Änderungen des Entwurfs bauen darauf auf. Nimm zuerst diese zurück.',
    clash: (version: number, count: number) =>
      count === 1
        ? `Version ${version} und dein Entwurf sind sich über eine Sache nicht einig. Dein Entwurf bleibt, wie er ist, bis du entscheidest.`
        : `Version ${version} und dein Entwurf sind sich über ${count} Sachen nicht einig. Dein Entwurf bleibt, wie er ist, bis du entscheidest.`,
    decide: 'Entscheiden…',
    clashTitle: 'Dein Entwurf und eine neuere Version',
    clashText: 'Wähle für jede Stelle, was gelten soll. Alles andere in deinem Entwurf bleibt.',
    mine: 'Meins behalten',
    theirs: 'Ihres nehmen',
    you: 'Du',
    byVersion: (name: string, version: number) => `${name}, Version ${version}`,
    removed: 'entfernt',
    onlyTheirs: 'Was nicht mehr da ist, lässt sich nicht ändern.',
    apply: 'Mit dieser Wahl weiter',
    field: (name: string) => fieldsInGerman[name] ?? name,
    drawing: (name: string, count: number) =>
      count === 1
        ? `${name} hat 1 Änderung gezeichnet, die nicht gespeichert ist`
        : `${name} hat ${count} Änderungen gezeichnet, die nicht gespeichert sind`,
  },
});
