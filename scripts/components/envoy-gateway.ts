import { access, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { componentFolder } from './cache.ts';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';
import { makeWritable } from './file-modes.ts';
import { GO, go, goModuleFolder } from './go.ts';

export const ENVOY_GATEWAY_VERSION = 'v1.9.1';
const MODULE = 'github.com/envoyproxy/gateway';
const FOLDER = componentFolder(`envoy-gateway-${ENVOY_GATEWAY_VERSION}`);

/** A folder of the program `envoy-gateway` and of `gateway-helm`, its chart with the CRDs of the Gateway API and its own. */
export const envoyGateway: Component = {
  name: 'envoy-gateway',
  variable: 'ENVOY_GATEWAY',
  async find() {
    const folder = process.env.ENVOY_GATEWAY ?? FOLDER;
    const values = await access(join(folder, 'gateway-helm/values.yaml')).then(
      () => true,
      () => false,
    );
    return values && (await findExecutable(join(folder, 'envoy-gateway'))) ? folder : null;
  },
  howToGet: `pnpm components, which needs ${GO}, or set ENVOY_GATEWAY to a folder with envoy-gateway and gateway-helm, its chart`,
  install,
};

async function install(): Promise<void> {
  const building = `${FOLDER}.building`;
  await rm(building, { recursive: true, force: true });
  await mkdir(building, { recursive: true });
  const args = ['install', '-trimpath', '-ldflags=-s -w', `${MODULE}/cmd/envoy-gateway@${ENVOY_GATEWAY_VERSION}`];
  await go(args, { name: 'Envoy Gateway', env: { GOBIN: building } });
  const module = await goModuleFolder(MODULE, ENVOY_GATEWAY_VERSION);
  await copyChart(join(module, 'charts/gateway-helm'), join(building, 'gateway-helm'));
  await rm(FOLDER, { recursive: true, force: true });
  await rename(building, FOLDER);
}

/** The chart as its release has it: in the repository, its version and its image are still to be filled in. */
async function copyChart(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
  await makeWritable(to);
  const template = await readFile(join(from, 'values.tmpl.yaml'), 'utf8');
  const values = template
    .replaceAll(/\$\{GatewayImage\}/g, `docker.io/envoyproxy/gateway:${ENVOY_GATEWAY_VERSION}`)
    .replaceAll(/\$\{GatewayImagePullPolicy\}/g, 'IfNotPresent');
  await writeFile(join(to, 'values.yaml'), values);
  await rm(join(to, 'values.tmpl.yaml'));
  const chart = await readFile(join(from, 'Chart.yaml'), 'utf8');
  const released = chart
    .replace('v0.0.0-latest', ENVOY_GATEWAY_VERSION)
    .replace('"latest"', `"${ENVOY_GATEWAY_VERSION}"`);
  await writeFile(join(to, 'Chart.yaml'), released);
}
