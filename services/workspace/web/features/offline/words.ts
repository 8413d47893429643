import { defineWords } from '../../design/words.ts';

export const words = defineWords({
  en: {
    home: 'Home',
    model: 'Model',
    offline: 'Offline',
    onDevice: (count: number) => (count === 1 ? '1 edit only on this device' : `${count} edits only on this device`),
    title: 'Without a connection this model cannot be shown',
    text: 'Models are kept on the server, not on this device. The page goes on by itself when the connection is back.',
    kept: (count: number) =>
      count === 1
        ? 'The edit that the server does not have yet is safe here, and will be sent then.'
        : `The ${count} edits that the server does not have yet are safe here, and will be sent then.`,
    again: 'Try again',
  },
  de: {
    home: 'Start',
    model: 'Modell',
    offline: 'Offline',
    onDevice: (count: number) =>
      count === 1 ? '1 Änderung nur auf diesem Gerät' : `${count} Änderungen nur auf diesem Gerät`,
    title: 'Ohne Verbindung lässt sich dieses Modell nicht zeigen',
    text: 'Modelle liegen auf dem Server, nicht auf diesem Gerät. Die Seite geht von selbst weiter, sobald die Verbindung da ist.',
    kept: (count: number) =>
      count === 1
        ? 'Die Änderung, die der Server noch nicht hat, ist hier sicher und wird dann gesendet.'
        : `Die ${count} Änderungen, die der Server noch nicht hat, sind hier sicher und werden dann gesendet.`,
    again: 'Noch einmal versuchen',
  },
});
