import { chromium } from './chromium.ts';
import type { Component } from './component.ts';
import { kubernetes } from './kubernetes.ts';

export const components: readonly Component[] = [chromium, kubernetes];
