/** Has the browser keep the pages of this build, so that they open without a connection. Nothing of a person is kept with them. */
export async function keepPages(): Promise<void> {
  try {
    await navigator.serviceWorker?.register('/service-worker.js');
  } catch (error) {
    console.warn('pages will not open without a connection', error);
  }
}

/** Nobody is signed in here any more: pages are the server's again. */
export async function dropPages(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
}
