import { buildWeb, buildWebIfStale, WebBuildError } from './web-build.ts';

/**
 * `pnpm build:web`: builds the web application, for images and for those who start services one by one; with `--if-stale` only
 * after a change of its sources.
 */
try {
  await (process.argv.includes('--if-stale') ? buildWebIfStale(() => {}) : buildWeb());
} catch (error) {
  if (!(error instanceof WebBuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
