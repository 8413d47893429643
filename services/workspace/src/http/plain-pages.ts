import type { Exchange } from './exchange.ts';
import { type Language, languageOf } from './language.ts';
import { sendPage } from './page.ts';

interface Words {
  readonly nothing: string;
  readonly home: string;
  readonly failed: string;
  readonly again: string;
  readonly requestId: string;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    nothing: 'There is nothing here',
    home: 'Go home',
    failed: 'Something went wrong on our side',
    again: 'Try again. The request id finds it in the logs.',
    requestId: 'Request id',
  },
  de: {
    nothing: 'Hier ist nichts',
    home: 'Zur Startseite',
    failed: 'Bei uns ist etwas schiefgegangen',
    again: 'Versuch es noch einmal. Die Anfrage-ID findet es in den Protokollen.',
    requestId: 'Anfrage-ID',
  },
};

export function sendNotFound({ request, response }: Exchange): void {
  const language = languageOf(request);
  const { nothing, home } = words[language];
  sendPage(response, 404, { language, title: nothing, body: `<p><a href="/">${home}</a></p>` });
}

export function sendFailed({ request, response, requestId }: Exchange): void {
  const language = languageOf(request);
  const t = words[language];
  const body = `<p>${t.again}</p>
<p class="soft">${t.requestId} <code>${requestId}</code></p>`;
  sendPage(response, 500, { language, title: t.failed, body });
}
