import { defineWords } from '../../design/words.ts';

export const words = defineWords({
  en: {
    reviews: 'Reviews',
    state: 'Which proposals',
    waiting: 'Waiting',
    accepted: 'Accepted',
    rejected: 'Rejected',
    none: 'Nothing waits for a decision',
    noneDone: 'Nothing here yet',
    noneHint: 'What an agent proposes appears here until somebody accepts or rejects it.',
    home: 'See the models',
    changes: (count: number) => (count === 1 ? '1 change' : `${count} changes`),
    by: (agent: string, person: string) => `${agent} for ${person}`,
    filter: 'Filter proposals',
    noMatch: (text: string) => `No proposal matches “${text}”.`,
  },
  de: {
    reviews: 'Prüfen',
    state: 'Welche Vorschläge',
    waiting: 'Offen',
    accepted: 'Angenommen',
    rejected: 'Abgelehnt',
    none: 'Nichts wartet auf eine Entscheidung',
    noneDone: 'Hier ist noch nichts',
    noneHint: 'Was ein Agent vorschlägt, steht hier, bis es jemand annimmt oder ablehnt.',
    home: 'Zu den Modellen',
    changes: (count: number) => (count === 1 ? '1 Änderung' : `${count} Änderungen`),
    by: (agent: string, person: string) => `${agent} für ${person}`,
    filter: 'Vorschläge filtern',
    noMatch: (text: string) => `Kein Vorschlag passt zu „${text}“.`,
  },
});
