import type { Tongue } from './language/read.ts';

/** What is asked back, refused and offered, in German; `{}` stands for what is told, in order. All else is English. */
const german: Readonly<Record<string, string>> = {
  ' Did you mean {}?': ' Meinen Sie {}?',
  ' For example: add a {} after {}': ' Zum Beispiel: füge {} nach {} ein',
  'Hello!': 'Hallo!',
  'I add one element at a time: ask for the first one, then for what comes after it.':
    'Ich füge ein Element nach dem anderen ein: bitten Sie um das erste, dann um das, was danach kommt.',
  'I answer questions about a model, and propose changes of it. Open a model and ask.':
    'Ich beantworte Fragen zu einem Modell und schlage Änderungen vor. Öffnen Sie eines und fragen Sie.',
  'I answer questions about this model. For example:': 'Ich beantworte Fragen zu diesem Modell. Zum Beispiel:',
  'I can add tasks, gateways, events and sub-processes, but no {}.':
    'Ich kann Aufgaben, Gateways, Ereignisse und Teilprozesse einfügen, aber nicht: {}.',
  'I can add, rename, change, move, connect and remove elements of this model, and answer questions. For example:':
    'Ich kann Elemente einfügen, umbenennen, ändern, verschieben, verbinden, entfernen und Fragen beantworten. Zum Beispiel:',
  'I change nothing until all of it is clear.': 'Ich ändere nichts, bis alles klar ist.',
  'I did not understand that: I am the offline model and know simple requests in English and German.':
    'Das habe ich nicht verstanden: ich bin das Offline-Modell und kenne einfache Bitten auf Deutsch und Englisch.',
  'I do not understand {} in this request, so I change nothing.':
    'Ich verstehe {} in dieser Bitte nicht und ändere deshalb nichts.',
  'I find no {} {} in this model.{}': 'Ich finde {} {} nicht in diesem Modell.{}',
  'I propose: {}.': 'Ich schlage vor: {}.',
  'New task': 'Neue Aufgabe',
  'Nothing can come before {}. Shall it go after it?': 'Vor {} kann nichts stehen. Soll es dahinter?',
  'Nothing can follow {}: it is an end. Shall it go before it?': 'Auf {} kann nichts folgen. Soll es davor?',
  'Nothing has changed yet; review the patch and apply it.':
    'Noch ist nichts geändert; prüfen Sie den Vorschlag und wenden Sie ihn an.',
  'On which one? Say for example: {} between {} and {}': 'Auf welchem? Zum Beispiel: {} zwischen {} und {}',
  'Only people approve or reject a proposal: review the patch, then apply or reject it.':
    'Nur Menschen nehmen einen Vorschlag an oder lehnen ihn ab: prüfen Sie ihn und wenden Sie ihn dann an oder nicht.',
  'Several elements could be meant by {}:': 'Mehrere Elemente können mit {} gemeint sein:',
  'Several ways lead on from {}:': 'Mehrere Wege führen von {} weiter:',
  'Several ways lead to {}:': 'Mehrere Wege führen zu {}:',
  'Where shall the {} go: after, before or between which elements?{}': 'Wohin soll {}: nach, vor oder zwischen was?{}',
  'Which name shall {} have? It needs at least a letter.': 'Wie soll {} heißen? Ein Buchstabe ist nötig.',
  'Which one? Please say its id.': 'Welches? Bitte nennen Sie die Id.',
  'add a user task "Check result" after {}': 'füge eine Benutzeraufgabe "Ergebnis prüfen" nach {} ein',
  element: 'das Element',
  'list the tasks': 'liste die Aufgaben auf',
  'rename {} to "Better"': 'benenne {} in "Besser" um',
  step: 'den Schritt',
  'pool, lane, process or sub-process': 'Pool, Lane, Prozess oder Teilprozess',
  'what comes before {}?': 'was kommt vor {}?',
  'what happens after {}?': 'was kommt nach {}?',
};

/** A sentence in a language, filled in. */
export function say(tongue: Tongue, phrase: string, ...told: readonly string[]): string {
  const words = tongue === 'de' ? (german[phrase] ?? phrase) : phrase;
  return told.reduce((text, one) => text.replace('{}', () => one), words);
}
