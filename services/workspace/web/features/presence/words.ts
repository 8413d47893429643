import { defineWords } from '../../design/words.ts';

export const words = defineWords({
  en: {
    alsoHere: 'Also here',
    isHere: (name: string) => `${name} is here, too`,
    more: (count: number) => `+${count}`,
  },
  de: {
    alsoHere: 'Auch hier',
    isHere: (name: string) => `${name} ist auch hier`,
    more: (count: number) => `+${count}`,
  },
});
