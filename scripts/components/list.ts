import { argocd } from './argocd.ts';
import { buildah } from './buildah.ts';
import { chromium } from './chromium.ts';
import { clusterPrograms } from './cluster-programs.ts';
import type { Component } from './component.ts';
import { containerd } from './containerd.ts';
import { debianBase } from './debian-base.ts';
import { dockerRegistry } from './docker-registry.ts';
import { egctl } from './egctl.ts';
import { envoy } from './envoy.ts';
import { envoyGateway } from './envoy-gateway.ts';
import { helm } from './helm.ts';
import { helmfile } from './helmfile.ts';
import { kafka } from './kafka.ts';
import { keycloak } from './keycloak.ts';
import { kubeconform } from './kubeconform.ts';
import { kubernetes } from './kubernetes.ts';
import { lua } from './lua.ts';
import { nodeLinux } from './node-linux.ts';
import { nodeReleases } from './node-releases.ts';
import { redis } from './redis.ts';
import { starlark } from './starlark.ts';
import { temporal } from './temporal.ts';
import { versitygw } from './versitygw.ts';

export const components: readonly Component[] = [
  argocd,
  buildah,
  chromium,
  clusterPrograms,
  containerd,
  debianBase,
  dockerRegistry,
  egctl,
  envoy,
  envoyGateway,
  helm,
  helmfile,
  kafka,
  keycloak,
  kubeconform,
  kubernetes,
  lua,
  nodeLinux,
  nodeReleases,
  redis,
  starlark,
  temporal,
  versitygw,
];
