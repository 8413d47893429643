import { defineWords } from '../../design/words.ts';

export const words = defineWords({
  en: {
    undrawn: 'This model has no drawing',
    hint: 'Its file tells what happens, but not where it is drawn. Create a layout to see and edit it, or read it in the outline.',
    readHint:
      'Its file tells what happens, but not where it is drawn. Read it in the outline, and ask the agent about it.',
    showOutline: 'Show the outline',
    create: 'Create a layout',
    preparing: 'Laying out the model',
    none: 'This model cannot be laid out as a whole. Read it in the outline, and ask the agent about it.',
    preview: 'Preview of the layout',
    previewHint: 'Only the drawing is added, as one version that you can take back.',
    accept: 'Accept the layout',
    close: 'Close',
    drawn: (shapes: number, lines: number) => `Shapes: ${shapes}, lines: ${lines}`,
    inside: (name: string) => `Inside ${name}`,
    main: 'The model',
  },
  de: {
    undrawn: 'Dieses Modell hat keine Zeichnung',
    hint: 'Seine Datei sagt, was geschieht, aber nicht, wo es gezeichnet ist. Erstelle ein Layout, um es zu sehen und zu bearbeiten, oder lies es in der Gliederung.',
    readHint:
      'Seine Datei sagt, was geschieht, aber nicht, wo es gezeichnet ist. Lies es in der Gliederung, und frage den Agenten danach.',
    showOutline: 'Gliederung zeigen',
    create: 'Layout erstellen',
    preparing: 'Das Modell wird angeordnet',
    none: 'Dieses Modell lässt sich nicht als Ganzes anordnen. Lies es in der Gliederung, und frage den Agenten danach.',
    preview: 'Vorschau des Layouts',
    previewHint: 'Nur die Zeichnung kommt hinzu, als eine Version, die du zurücknehmen kannst.',
    accept: 'Layout übernehmen',
    close: 'Schließen',
    drawn: (shapes: number, lines: number) => `Formen: ${shapes}, Linien: ${lines}`,
    inside: (name: string) => `In ${name}`,
    main: 'Das Modell',
  },
});
