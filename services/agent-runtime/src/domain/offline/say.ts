import { rows, type Speech } from './language/form.ts';
import { germanKinds } from './model/kind.ts';

/** What is said, in German; `{}` stands for what is told, in order, `{2}` for the third of it. */
const german = new Map(
  rows(`
    Add {} {} :: {} {} einfügen
    After {} come: :: Nach {} kommen:
    After {} comes {}. :: Nach {} kommt {}.
    A boundary event needs a task or sub-process; {} is none. :: Ein Randereignis braucht eine Aufgabe oder einen Teilprozess; {} ist keins von beiden.
    A flow already leads from {} to {}. :: Von {} führt schon ein Fluss zu {}.
    A start event has nothing before it. Ask for it before {} instead. :: Vor einem Startereignis kommt nichts. Bitte darum vor {}.
    Before {} come: :: Vor {} kommen:
    Before {} comes {}. :: Vor {} kommt {}.
    Change {} to {} :: {} in {} ändern
    Connect {} to {} :: {} mit {} verbinden
    Did you mean {}? :: Meinst du {}?
    For example: add a {} after {} :: Zum Beispiel: füge {} nach {} ein
    For example: move {} after {} :: Zum Beispiel: verschiebe {} nach {}
    Hello! :: Hallo!
    I add one element at a time: ask for the first one, then for what comes after it. :: Ich füge ein Element nach dem anderen ein: bitte um das erste, dann um das, was danach kommt.
    I answer questions about a model, and propose changes of it. Open a model and ask. :: Ich beantworte Fragen zu einem Modell und schlage Änderungen vor. Öffne eines und frage.
    I answer questions about this model. For example: :: Ich beantworte Fragen zu diesem Modell. Zum Beispiel:
    I can add tasks, gateways, events and sub-processes, but no {}. :: Ich kann Aufgaben, Gateways, Ereignisse und Teilprozesse einfügen, aber nicht: {}.
    I can add, rename, change, move, connect and remove elements of this model, and answer questions. For example: :: Ich kann Elemente einfügen, umbenennen, ändern, verschieben, verbinden, entfernen und Fragen beantworten. Zum Beispiel:
    I cannot read "{}". :: Ich kann „{}“ nicht lesen.
    I cannot see images: "{}" is for people, and for models that see. :: Ich sehe keine Bilder: „{}“ ist für Menschen und für Modelle, die sehen.
    "{}" begins: :: „{}“ beginnt so:
    "{}" says: :: In „{}“ steht:
    I cannot change {} to {}: what belongs to it would be lost. :: Ich kann {} nicht in {} ändern: was dazu gehört, ginge verloren.
    I cannot tell how to move {}: connect its flows as they shall be first. :: Ich weiß nicht, wie {} zu verschieben ist: verbinde erst die Flüsse so, wie sie sein sollen.
    I change nothing until all of it is clear. :: Ich ändere nichts, bis alles klar ist.
    I could not propose this: {}. :: Ich konnte das nicht vorschlagen: {}.
    I could not read the model. {} :: Ich konnte das Modell nicht lesen. {}
    I did not understand that: I am the offline model and know simple requests in English and German. :: Das habe ich nicht verstanden: ich bin das Offline-Modell und kenne einfache Bitten auf Deutsch und Englisch.
    I do not understand {} in this request, so I change nothing. :: Ich verstehe {} in dieser Bitte nicht und ändere deshalb nichts.
    I find no {} {} in this model. :: Ich finde {} {} nicht in diesem Modell.
    I propose: {}. :: Ich schlage vor: {}.
    I would: {}. But I may only answer questions here; an agent that may change models can propose it. :: Ich würde: {}. Hier darf ich aber nur Fragen beantworten; ein Agent, der Modelle ändern darf, kann es vorschlagen.
    I would: {}. But you may not propose changes here; ask somebody who may. :: Ich würde: {}. Du darfst hier aber keine Änderungen vorschlagen; bitte jemanden darum, der es darf.
    It ends with {}. :: Es endet mit {}.
    It has {} elements: {}. :: Es hat {} Elemente: {}.
    It holds {} elements. :: Darin liegen {} Elemente.
    It starts with {}. :: Es beginnt mit {}.
    Its lanes are {}. :: Seine Lanes sind {}.
    Its main steps are {}. :: Seine wichtigsten Schritte sind {}.
    Move {} {} :: {} {} verschieben
    New task :: Neue Aufgabe
    No flow leads from {} to {}. :: Von {} führt kein Fluss zu {}.
    Nothing can come before {}. Shall it go after it? :: Vor {} kann nichts stehen. Soll es dahinter?
    Nothing can follow an end event. Ask for it after {} instead. :: Auf ein Endereignis folgt nichts. Bitte darum nach {}.
    Nothing can follow {}: it is an end. Shall it go before it? :: Auf {} kann nichts folgen. Soll es davor?
    Nothing comes after {}. :: Nach {} kommt nichts.
    Nothing comes after {}: it is an end. :: Nach {} kommt nichts: damit endet es.
    Nothing comes before {}. :: Vor {} kommt nichts.
    Nothing comes before {}: it is a start. :: Vor {} kommt nichts: damit beginnt es.
    Nothing has changed yet: look at it, and accept or reject it. :: Noch ist nichts geändert: sieh den Vorschlag an, und nimm ihn an oder lehne ihn ab.
    On which one? Say for example: add a {} between {} and {} :: Auf welchem? Sage zum Beispiel: füge {} zwischen {} und {} ein
    On which one? Say for example: move {} between {} and {} :: Auf welchem? Sage zum Beispiel: verschiebe {} zwischen {} und {}
    Only a gateway has branches. :: Nur ein Gateway hat Zweige.
    Only people approve or reject a proposal: look at it, then accept or reject it. :: Nur Menschen nehmen einen Vorschlag an oder lehnen ihn ab: prüfe ihn, und nimm ihn dann an oder lehne ihn ab.
    Please note: :: Bitte beachte:
    Remove the flow from {} to {} :: den Fluss von {} zu {} entfernen
    Remove {} :: {} entfernen
    Rename {} to "{}" :: {} in "{}" umbenennen
    Several elements could be meant by {}: :: Mehrere Elemente können mit {} gemeint sein:
    Several ways lead on from {}: :: Mehrere Wege führen von {} weiter:
    Several ways lead to {} and several lead on: I cannot tell how to join them. :: Zu {} führen mehrere Wege und mehrere weiter: ich weiß nicht, wie sie zu verbinden sind.
    Several ways lead to {}: :: Mehrere Wege führen zu {}:
    That is its name already: {}. :: So heißt es schon: {}.
    The flow "{}" leads from {} to {}. :: Der Fluss "{}" führt von {} zu {}.
    There are no {} in {}. :: In {1} gibt es keine {0}.
    There is no model here yet. Import a document first, then ask again. :: Hier ist noch kein Modell. Importiere erst ein Dokument und frage dann wieder.
    There is nothing to change from {} to {}. :: Da ist nichts zu ändern: {} ist schon {}.
    This model is about {}. :: Dieses Modell handelt von {}.
    This model of {} elements is too large to see that part of it in detail. :: Dieses Modell mit {} Elementen ist zu groß, um diesen Teil genau zu sehen.
    Where shall the {} go: after, before or between which elements? :: Wohin soll {}: nach, vor oder zwischen was?
    Which name shall {} have? It needs at least a letter. :: Wie soll {} heißen? Ein Buchstabe ist nötig.
    Which one? Please say its id. :: Welches? Bitte nenne die Id.
    a message :: eine Nachricht
    a {} :: {}
    add a user task "Check result" after {} :: füge eine Benutzeraufgabe "Ergebnis prüfen" nach {} ein
    after {} :: nach {}
    an {} :: {}
    This flow leads from {} to {}. :: Dieser Fluss führt von {} zu {}.
    What you have selected is not in this version of the model. :: Was du ausgewählt hast, gibt es in dieser Version des Modells nicht.
    You look at version {}; this is about version {}. :: Du siehst Version {}; dies gilt für Version {}.
    and {} more :: und {} weitere
    at {} :: an {}
    before {} :: vor {}
    between {} and {} :: zwischen {} und {}
    element :: das Element
    in {}, connected to nothing :: in {}, mit nichts verbunden
    list the tasks :: liste die Aufgaben auf
    new: {} :: neu: {}
    no pool, lane or sub-process :: keinem Pool, keiner Lane und keinem Teilprozess
    pool, lane, process or sub-process :: Pool, Lane, Prozess oder Teilprozess
    removed: {} :: entfernt: {}
    rename {} to "Better" :: benenne {} in "Besser" um
    step :: den Schritt
    the message "{}" :: die Nachricht "{}"
    this model :: diesem Modell
    to {} :: in {}
    what comes before {}? :: was kommt vor {}?
    what happens after {}? :: was kommt nach {}?
    {} activities :: {} Aktivitäten
    {} and {} :: {} und {}
    {} events :: {} Ereignisse
    {} from {} :: {} von {}
    {} gateways :: {} Gateways
    {} has the id {} and lies in {}. :: {} hat die Id {} und liegt in {}.
    {} is not in the process that {} lies in. :: {} ist nicht in dem Prozess, in dem {} liegt.
    {} is there already. :: {} ist schon dort.
    {} lanes :: {} Lanes
    {} leads to {}. :: {} führt zu {}.
    {} lies in {}. :: {} liegt in {}.
    {} more :: {} weitere
    {} to a new end event :: {} zu einem neuen Endereignis
    {} to {} :: {} an {}
    {} {} in {}. :: {1} in {2}: {0}.
    {} {} in {}: :: {1} in {2} ({0}):
    {}, to which it is attached :: {}, woran es angeheftet ist
    {}, when {} occurs :: {}, wenn {} eintritt
    {}, which is reached from {} :: {}, das von {} erreicht wird
    {}, which leads to {} :: {}, das zu {} führt
    {}, with the branches {} :: {}, mit den Zweigen {}
    {} (on "{}") :: {} (bei "{}")
  `) as [string, string][],
);

/** A sentence in a language, filled in. */
export function say({ tongue }: Speech, phrase: string, ...told: readonly (string | number)[]) {
  const words = tongue === 'de' ? (german.get(phrase) ?? phrase) : phrase;
  let next = 0;
  return words.replace(/\{(\d?)\}/g, (_, at: string) => String(told[at === '' ? next++ : Number(at)]));
}

/** Words of the check, in German; those of kinds are added. */
const echoes = new Map<string, string>([
  ...(rows(`
    elements moved :: Elemente verschoben
    element moved :: Element verschoben
    edges re-routed :: Kanten neu geführt
    edge re-routed :: Kante neu geführt
    on the canvas :: auf der Zeichnung
    is now named :: heißt jetzt
    loses its name :: verliert den Namen
    now leads from :: kommt jetzt von
    now leads to :: führt jetzt zu
    moves into :: kommt in
    loses :: verliert
    has :: hat
    from :: von
    to :: zu
    was :: vorher
    on :: an
  `) as [string, string][]),
  ...germanKinds,
]);
const echoed = new RegExp(`\\b(?:${[...echoes.keys()].sort((a, b) => b.length - a.length).join('|')})\\b`, 'g');

/** A line of the check in the language of the request; what stands in quotes is a name. */
export function echo({ tongue }: Speech, line: string): string {
  if (tongue !== 'de') return line;
  const translated = (part: string) => part.replace(echoed, (words) => echoes.get(words) ?? words);
  return line.replace(/"[^"]*"|[^"]+/g, (part) => (part.startsWith('"') ? part : translated(part)));
}

/** `a, b and c`. */
export function listed(to: Speech, all: readonly string[]): string {
  const [last = '', ...before] = all.toReversed();
  return before.length === 0 ? last : say(to, '{} and {}', before.toReversed().join(', '), last);
}
