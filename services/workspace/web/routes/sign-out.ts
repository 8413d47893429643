import { forgetAll } from '../data/keep.ts';
import { SIGN_OUT_PATH } from '../data/session.ts';

/** Loaded when somebody leaves: pages without drafts do without it. */
const outbox = () => import('../features/drafts/outbox.ts');

/** How many edits would be lost, because only this device has them. */
export async function unsentEdits(personId: string): Promise<number> {
  return outbox().then(
    ({ countUnsent }) => countUnsent(personId),
    () => 0,
  );
}

/** Ends the session. Nothing of the person stays in the browser; when a session merely runs out, everything does. */
export async function signOut(personId: string): Promise<void> {
  // Whoever has decided is not asked again by what guards edits against a closed page.
  addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), { capture: true });
  forgetAll();
  // Nothing keeps anybody from leaving.
  await outbox().then(
    ({ forgetUnsent }) => forgetUnsent(personId),
    (error: unknown) => console.warn('what was drawn stays on this device', error),
  );
  await import('../offline/pages.ts')
    .then(({ dropPages }) => dropPages())
    .catch((error: unknown) => console.warn('pages stay on this device', error));
  location.assign(SIGN_OUT_PATH);
}
