import type { Page } from 'playwright-core';

/** Calls an RPC as the person of the page. @returns the answer in its JSON form */
export function callAs(page: Page, method: string, request: object): Promise<Record<string, unknown>> {
  return page.evaluate(
    async ([path, body]) => {
      const headers = { 'content-type': 'application/json', 'x-ameide-csrf': '1' };
      const response = await fetch(`/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
      return (await response.json()) as Record<string, unknown>;
    },
    [method, request] as const,
  );
}

/** Says something in a chat without the page. */
export function say(page: Page, threadId: string, text: string): Promise<unknown> {
  const request = { threadId, idempotencyKey: crypto.randomUUID(), message: { parts: [{ text: { text } }] } };
  return callAs(page, 'ameide.threads.v1.ChatCommandService/SendMessage', request);
}

/** A chat of so many messages, `Message 1` to `Message <count>`. @returns its id */
export async function longChat(page: Page, count: number): Promise<string> {
  const request = { title: 'A long chat', idempotencyKey: crypto.randomUUID() };
  const { chat } = await callAs(page, 'ameide.threads.v1.ChatCommandService/CreateChat', request);
  const { id } = chat as { id: string };
  for (let n = 1; n <= count; n++) await say(page, id, `Message ${n}\n${'More of it. '.repeat((n * 7) % 40)}`);
  return id;
}
