import { defineWords } from '../../design/words.ts';

export const words = defineWords({
  en: {
    versions: 'Versions',
    version: (version: number) => `Version ${version}`,
    newest: 'newest',
    imported: 'Imported',
    look: 'Look at it',
    looking: 'on the canvas',
    fromChat: 'From a chat',
    restore: 'Restore',
    restoreTitle: (version: number) => `Restore version ${version}`,
    restoreText: (version: number, next: number) =>
      `The model will say what it said at version ${version}. That becomes version ${next}; everything in between stays in the history.`,
    restoreNow: (version: number) => `Restore version ${version}`,
    cancel: 'Leave as it is',
    restoreComment: (version: number) => `Restore version ${version}`,
    restored: (version: number) => `Version ${version} is restored.`,
    more: 'Show older versions',
    changes: (count: number) => (count === 1 ? '1 change' : `${count} changes`),
    none: 'No versions yet',
  },
  de: {
    versions: 'Versionen',
    version: (version: number) => `Version ${version}`,
    newest: 'neueste',
    imported: 'Importiert',
    look: 'Ansehen',
    looking: 'auf der Zeichnung',
    fromChat: 'Aus einem Chat',
    restore: 'Wiederherstellen',
    restoreTitle: (version: number) => `Version ${version} wiederherstellen`,
    restoreText: (version: number, next: number) =>
      `Das Modell sagt wieder, was es in Version ${version} gesagt hat. Das wird Version ${next}; alles dazwischen bleibt im Verlauf.`,
    restoreNow: (version: number) => `Version ${version} wiederherstellen`,
    cancel: 'So lassen',
    restoreComment: (version: number) => `Version ${version} wiederherstellen`,
    restored: (version: number) => `Version ${version} ist wiederhergestellt.`,
    more: 'Ältere Versionen zeigen',
    changes: (count: number) => (count === 1 ? '1 Änderung' : `${count} Änderungen`),
    none: 'Noch keine Versionen',
  },
});
