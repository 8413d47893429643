import { type Language, rows } from './form.ts';

const NEAR = '(?:direkt |gleich |unmittelbar )?';
const FLOW = '(?:(?:eine?n?|die|den|das) )?(?:neuen? )?(?:sequenzfluss|nachrichtenfluss|fluss|verbindung|pfeil|kante)';
const MODEL =
  '(?:(?:dies|das|de[mnr]|im|mir|mein|unser|ganze?)\\w* )+(?:modell|diagramm|prozess|workflow|ablauf|dokument)';
const QUESTION = '(?:und )?(?:was|welche\\w*|wer)\\b(?:(?! (?:nach|vor) ).){0,40}';
const PLACE = 'after before between and branch lane host';

export const german: Language = {
  markers: rows(String.raw`
    what :: (?=(?:eine?n?|den|die|das) )
    after :: ${NEAR}(?:nach|hinter|im anschluss an)
    before :: (?:und )?${NEAR}vor
    between :: zwischen
    and :: und|&
    lane :: (?:(?:in|auf|an|zu|nach) (?:de[rmn] |die |das )?|im |ins |zum |zur )(?:lane|bahn|spur|pool)
    host :: in|im|ins|an|auf|zu|zum|zur|am|bei
    branch :: (?:auf|in|an|im|am|für)(?= (?:.{1,80}(?:zweig|pfad|ast|fluss)(?: |$)|(?:dem )?(?:zweig|pfad|ast) ))
    branches :: mit (?:den )?(?:zwei |drei )?(?:zweigen|ästen|pfaden|ausgängen|optionen)
    due :: (?:von|für|über|mit)(?= \w+[ -](?:sekunde|minute|stunde|tag|woche|monat|jahr))
    name :: namens|genannt|mit (?:dem )?namen|mit (?:der )?(?:beschriftung|aufschrift)|beschriftet(?: mit)?
    to :: in|zu|auf|als|->|=>|→
    should :: soll(?:te)?(?: ab jetzt| künftig)?
    quoted :: (?=«\d+»$)
    given :: den (?:neuen )?namen
    source :: von|zwischen
    target :: mit|und|zu|nach|zum|zur|->|=>|→
    apart :: von|und|vom
    within :: (?:(?:sind|ist|liegen|liegt|gibt es|es gibt) )*(?:von|in|im|aus|des|der|hat|haben|enthält|sind|gibt es|es gibt)
  `),
  certain: ['lane', 'branches', 'name'],
  edits: rows(`
    connect :: (?:füge|ziehe?|zeichne|erstelle|mache?) ${FLOW} :: name source! target! :: ein|hinzu
    connect :: verbinde|verknüpfe :: target! name
    disconnect :: (?:entferne?|lösche?) ${FLOW} (?:von|zwischen) :: target!
    disconnect :: trenne? :: target!=apart
    remove :: entferne?|lösche?|streiche?|nimm|wirf :: - :: heraus|raus|weg
    move :: verschiebe?|bewege?|schiebe? :: ${PLACE}
    rename :: (?:ändere|setze) (?:den )?(?:namen|titel|beschriftung)(?: von)? :: to! :: um
    rename :: benenne?|nenne?|taufe? :: to! :: um
    rename :: benenne?|nenne?|taufe? :: to!=quoted :: um
    rename :: gib :: to!=given
    change :: mache? aus :: to!=what
    change :: ändere?|wandle?|verwandle?|mache? :: to! :: um
    add :: füge|fuege|ergänze?|erstelle?|erzeuge?|setze?|platziere?|baue?|hänge?|(?:ich|wir) brauchen? :: ${PLACE} due name what branches :: ein|hinzu|an|dazu
    rename :: - :: to!=should :: heißen|heissen
    rename :: - :: to! :: umbenennen
    connect :: - :: target! name :: verbinden
    move :: - :: ${PLACE} :: verschieben
    remove :: - :: - :: entfernen|löschen
    add :: - :: ${PLACE} due name what branches :: einfügen|hinzufügen|ergänzen
  `),
  questions: rows(String.raw`
    after :: ${QUESTION} (?:nach|hinter|auf)
    after :: wohin (?:führt|geht)
    before :: ${QUESTION} vor|was führt (?:zu|zum|zur)|wie komm(?:e|en|t) (?:ich|man|wir) (?:zu|zum|zur)
    whereabouts :: welche (?:lane|bahn|spur|rolle|abteilung) (?:hat|enthält|macht)
    whereabouts :: wer ist für :: - :: zuständig|verantwortlich
    count :: wie ?viele :: within :: gibt es|hat|haben|enthält
    list :: (?:liste?|zeige?|nenne?|gib|welche|was sind|gibt es)(?: (?:mir|alle|die|aller))* :: within :: gibt es|hat|haben|enthält|auf
    contents :: was (?:ist|liegt|steht|passiert|gibt es) (?:in|im)
    whereabouts :: (?:in welche[mr] \S+|wo) (?:ist|liegt|steht|finde ich)
    whereabouts :: wer (?:macht|erledigt|bearbeitet|führt|übernimmt) :: - :: aus|durch
    summary :: (?:worum geht|wovon handelt|fasse?|überblick|zusammenfassung)\b.*$
    summary :: (?:was|erkläre?|zeige?|beschreibe?)\b.{0,30}\b${MODEL}$
    describe :: was ist|was sind|beschreibe?|erkläre?|zeige?(?: mir)?|finde
    describe :: was (?:macht|machen|tut|tun|bedeutet|bedeuten|heißt|soll)
    describe :: wofür (?:ist|sind|steht) :: - :: da|gut
    approval :: (?:ja|nein|genau|einverstanden|mach das|(?:wende|nimm|lehne|übernimm|verwirf) .{0,30}(?:an|ab)?)$
    greeting :: (?:hallo|guten (?:morgen|tag|abend)|moin|servus|danke)\b.{0,30}$
    help :: hilfe|was kannst du|wie kann ich|wer bist du
  `),
  joins: 'und dann|und danach|und|dann|sowie',
  everything: `es|hier|insgesamt|(?:das |im |dem )?modell|${MODEL}`,
};
