import { chromium } from './chromium.ts';
import type { Component } from './component.ts';
import { kafka } from './kafka.ts';
import { keycloak } from './keycloak.ts';
import { kubernetes } from './kubernetes.ts';
import { nodeReleases } from './node-releases.ts';
import { redis } from './redis.ts';
import { temporal } from './temporal.ts';
import { versitygw } from './versitygw.ts';

export const components: readonly Component[] = [
  chromium,
  kafka,
  keycloak,
  kubernetes,
  nodeReleases,
  redis,
  temporal,
  versitygw,
];
