import { defineWords } from '../../design/words.ts';

export const words = defineWords({
  en: {
    elements: 'Elements of the model, in the order of their flows',
    none: 'Nothing is in the model yet',
    to: (name: string) => `to ${name}`,
    where: 'Where you are in the model',
    whole: 'Whole model',
  },
  de: {
    elements: 'Elemente des Modells in der Reihenfolge ihrer Flüsse',
    none: 'Noch ist nichts im Modell',
    to: (name: string) => `zu ${name}`,
    where: 'Wo du im Modell bist',
    whole: 'Ganzes Modell',
  },
});
