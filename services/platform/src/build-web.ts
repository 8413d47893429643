import { buildWeb, WebBuildError } from './web-build.ts';

/** `pnpm build:web`: builds the web application, for images and for those who start services one by one. */
try {
  await buildWeb();
} catch (error) {
  if (!(error instanceof WebBuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
