import { debianPackage } from './debian-package.ts';

/** The browser of the end-to-end suites. */
export const chromium = debianPackage({
  name: 'chromium',
  variable: 'CHROMIUM_PATH',
  packages: ['chromium'],
  executables: ['chromium', 'chromium-browser', 'google-chrome'],
});
