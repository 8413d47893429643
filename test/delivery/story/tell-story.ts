import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { root } from '../gitops/helmfile.ts';

/** A platform, as somebody outside of it finds it. */
export interface FoundPlatform {
  /** Where browsers find the workspace: `https://platform.ameide.localhost:8443`. */
  readonly url: string;
  /** The port of this machine that leads to it; that of the address unless given. */
  readonly port?: number;
  /** PEM of the authority of its certificates. */
  readonly ca: string;
  readonly username: string;
  readonly password: string;
  /** Folder for pictures of each step. */
  readonly screenshots: string;
}

/** A browser that is about to tell the story, step by step; each step resolves when a person would see that it is done. */
export interface Story {
  readonly page: Page;
  /** What the page has complained about: errors of scripts, refused contents. */
  readonly problems: readonly string[];
  /** From the address of a page to that page, by the form of Keycloak. */
  signIn(): Promise<void>;
  /** Brings a model, and opens it. */
  openModel(): Promise<void>;
  /** Asks for a task, and waits for what the agent proposes. */
  ask(): Promise<void>;
  approve(): Promise<void>;
  /** Ends the session here and at Keycloak. */
  signOut(): Promise<void>;
  close(): Promise<void>;
}

const MODEL = 'services/platform/samples/order-to-cash.bpmn';
/** A step of somebody on a machine that does much else. */
const STEP_MS = 90_000;

/** Opens a browser that trusts what the authority has signed for that platform. @throws Error when that is not signed by it */
export async function beginStory(platform: FoundPlatform): Promise<Story> {
  const { hostname, port: publicPort } = new URL(platform.url);
  const domain = hostname.slice(hostname.indexOf('.') + 1);
  const port = platform.port ?? Number(publicPort || 443);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH!,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      `--host-resolver-rules=MAP *.${domain} 127.0.0.1:${port}`,
      `--ignore-certificate-errors-spki-list=${await publicKeyHash(hostname, port, platform.ca)}`,
    ],
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  const problems: string[] = [];
  listen(context, problems);
  return steps(browser, page, problems, platform);
}

function steps(browser: Browser, page: Page, problems: readonly string[], platform: FoundPlatform): Story {
  let pictures = 0;
  const picture = async (name: string) => {
    pictures += 1;
    await page.screenshot({ path: join(platform.screenshots, `${pictures}-${name}.png`) });
  };
  const expectForm = async () => {
    await page.goto(platform.url);
    await page.locator('#kc-form-login').waitFor();
  };
  return {
    page,
    problems,
    async signIn() {
      await expectForm();
      await picture('form');
      await page.locator('#username').fill(platform.username);
      await page.locator('#password').fill(platform.password);
      await page.locator('#kc-login').click();
      await page.waitForURL(`${platform.url}/**`);
      await page.getByRole('heading', { name: 'Home' }).waitFor();
      await picture('home');
    },
    async openModel() {
      await page.locator('input[type=file]').setInputFiles(join(root, MODEL));
      await page.getByRole('link', { name: 'Open' }).click();
      await page.locator('.canvas [data-element-id="Task_RegisterOrder"]').waitFor();
      await page.getByText('Saved at version 1').waitFor();
      await picture('model');
    },
    async ask() {
      await page
        .getByRole('textbox', { name: 'Message' })
        .fill('Add a task "Check compliance" after "Register the order"');
      await page.locator('.composer').getByRole('button', { name: 'Send' }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('article', { name: 'Agent' }).waitFor();
      await page.getByRole('button', { name: /^Accept \d+ changes$/ }).waitFor();
      await page.locator('.ghost.add').filter({ hasText: 'compliance' }).first().waitFor();
      await picture('proposal');
    },
    async approve() {
      await page.getByRole('button', { name: /^Accept \d+ changes$/ }).click();
      await page.locator('.canvas .djs-element', { hasText: 'compliance' }).first().waitFor();
      await page.getByText('Saved at version 2').waitFor();
      await picture('approved');
    },
    async signOut() {
      await page.getByRole('button', { name: /: account$/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.locator('#kc-form-login').waitFor();
      // Keycloak knows nobody any more: it would send whoever it knows straight back.
      await expectForm();
      await picture('signed-out');
    },
    close: () => browser.close(),
  };
}

function listen(context: BrowserContext, problems: string[]): void {
  context.on('weberror', (error) => problems.push(String(error.error())));
  context.on('console', (message) => {
    if (/content security policy|mixed content/i.test(message.text())) problems.push(message.text());
  });
}

/** By what Chromium takes a certificate whose authority it does not know; Node has verified that authority before. */
async function publicKeyHash(servername: string, port: number, ca: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, servername, ca });
  await once(socket, 'secureConnect');
  const key = socket.getPeerX509Certificate()!.publicKey.export({ type: 'spki', format: 'der' });
  socket.destroy();
  return createHash('sha256').update(key).digest('base64');
}

/** Tells the whole story. @throws Error at the step that does not end, or when the page has complained */
export async function tellStory(platform: FoundPlatform): Promise<void> {
  const story = await beginStory(platform);
  try {
    await story.signIn();
    await story.openModel();
    await story.ask();
    await story.approve();
    await story.signOut();
    if (story.problems.length > 0) throw new Error(`The page complains:\n${story.problems.join('\n')}`);
  } catch (error) {
    await story.page.screenshot({ path: join(platform.screenshots, 'failed.png') }).catch(() => undefined);
    throw error;
  } finally {
    await story.close();
  }
}
