import { defineWords } from '../../design/words.ts';

export const words = defineWords({
  en: {
    empty: 'This model has no content yet',
    hint: 'Choose how to begin. Whatever you choose becomes its first version.',
    readHint: 'As soon as somebody of your team gives it some, it appears here.',
    ways: 'Ways to begin',
    draw: 'Draw',
    drawHint: 'Begin with one step between start and end',
    file: 'Import a file',
    fileHint: 'A BPMN file from this device, or drop it here',
    ask: 'Ask the agent',
    askHint: 'Begin with one step, and say what the process does',
    drop: 'Drop the BPMN file to import it into this model',
    oneFile: 'Drop one file: it becomes the content of this model. On the start page, each file becomes a model.',
    filled: 'The file is version 1 of this model.',
  },
  de: {
    empty: 'Dieses Modell hat noch keinen Inhalt',
    hint: 'Wähle, wie es losgehen soll. Was du wählst, wird die erste Version.',
    readHint: 'Sobald ihm jemand aus deinem Team Inhalt gibt, erscheint er hier.',
    ways: 'Möglichkeiten zu beginnen',
    draw: 'Zeichnen',
    drawHint: 'Mit einem Schritt zwischen Anfang und Ende beginnen',
    file: 'Datei importieren',
    fileHint: 'Eine BPMN-Datei von diesem Gerät; oder ziehe sie hierher',
    ask: 'Den Agenten fragen',
    askHint: 'Mit einem Schritt beginnen und sagen, was der Prozess tut',
    drop: 'BPMN-Datei loslassen, um sie in dieses Modell zu importieren',
    oneFile:
      'Ziehe eine einzige Datei hierher: Sie wird der Inhalt dieses Modells. Auf der Startseite wird jede Datei ein Modell.',
    filled: 'Die Datei ist Version 1 dieses Modells.',
  },
});
