/** Names that are proposed, in the language of those who read the model. */
export interface LabelWords {
  readonly begins: (name: string) => string;
  readonly done: (name: string) => string;
  readonly received: (name: string) => string;
  readonly after: (name: string) => string;
  readonly at: (trigger: string, name: string) => string;
  readonly send: (message: string) => string;
  readonly receive: (message: string) => string;
  readonly or: (names: readonly string[]) => string;
  readonly whichWay: (name: string) => string;
  readonly triggers: { readonly [trigger: string]: string };
}

const english: LabelWords = {
  begins: (name) => `${name} begins`,
  done: (name) => `${name}: done`,
  received: (name) => `${name} received`,
  after: (name) => `Step after ${name}`,
  at: (trigger, name) => `${trigger} in ${name}`,
  send: (message) => `Send ${message}`,
  receive: (message) => `Receive ${message}`,
  or: (names) => `${names.join(' or ')}?`,
  whichWay: (name) => `${name}: which way?`,
  triggers: { error: 'Error', timer: 'Time is up', message: 'Message', signal: 'Signal', escalation: 'Escalation' },
};

const german: LabelWords = {
  begins: (name) => `${name} beginnt`,
  done: (name) => `${name}: erledigt`,
  received: (name) => `${name} eingegangen`,
  after: (name) => `Schritt nach ${name}`,
  at: (trigger, name) => `${trigger} in ${name}`,
  send: (message) => `${message} senden`,
  receive: (message) => `${message} empfangen`,
  or: (names) => `${names.join(' oder ')}?`,
  whichWay: (name) => `${name}: wie weiter?`,
  triggers: {
    error: 'Fehler',
    timer: 'Zeit abgelaufen',
    message: 'Nachricht',
    signal: 'Signal',
    escalation: 'Eskalation',
  },
};

/** @param language as BCP 47 writes it; English where there are no words in it */
export const labelWords = (language: string): LabelWords => (/^de\b/i.test(language) ? german : english);
