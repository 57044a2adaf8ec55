import { type Browser, chromium, type Page } from 'playwright-core';
import { SITE_URL } from './places.ts';

const STEP_LIMIT_MS = 60_000;
const EDITOR = { user: 'editor', password: 'a-long-pass-phrase-for-loopback' };

/** A person at the site, through the load balancer, in Chromium. */
export class Visitor {
  readonly #browser: Browser;
  readonly page: Page;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
  }

  static async open(): Promise<Visitor> {
    // Everything on this machine is root's, under whom Chromium has no sandbox; it meets no page but ours.
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    page.setDefaultTimeout(STEP_LIMIT_MS);
    return new Visitor(browser, page);
  }

  /** Goes through WordPress's installer, and signs in. */
  async install(): Promise<void> {
    const { page } = this;
    await page.goto(`${SITE_URL}/wp-admin/install.php`);
    await page.fill('#weblog_title', 'My app');
    await page.fill('#user_login', EDITOR.user);
    await page.fill('#pass1', EDITOR.password);
    await page.fill('#admin_email', 'editor@example.com');
    await page.click('#submit');
    await page.waitForSelector('.step a.button');
    await page.goto(`${SITE_URL}/wp-login.php`);
    // The page takes the focus a moment after it was loaded, and with it what is being typed.
    await page.waitForFunction("document.activeElement?.id === 'user_login'");
    await page.fill('#user_login', EDITOR.user);
    await page.fill('#user_pass', EDITOR.password);
    await page.click('#wp-submit');
    await page.waitForSelector('#wpadminbar');
  }

  /** Writes a post in the editor and publishes it; answers its address. */
  async publish(title: string, text: string): Promise<string> {
    const { page } = this;
    await page.goto(`${SITE_URL}/wp-admin/post-new.php`);
    await page.waitForSelector('.editor-post-title__input, .wp-block-post-title');
    // The editor greets whoever is new to it.
    const greeting = page.locator(
      '.components-modal__screen-overlay button[aria-label="Close dialog"], .components-modal__screen-overlay button[aria-label="Close"]',
    );
    await greeting
      .first()
      .click({ timeout: 3_000 })
      .catch(() => undefined);
    await page.click('.wp-block-post-title');
    await page.keyboard.type(title);
    await page.keyboard.press('Enter');
    await page.keyboard.type(text);
    await page.click('.editor-post-publish-panel__toggle');
    await page.click('.editor-post-publish-panel .editor-post-publish-button');
    const link = page.locator('.post-publish-panel__postpublish-header a, .components-snackbar a').first();
    await link.waitFor();
    return (await link.getAttribute('href')) ?? '';
  }

  /** Uploads a picture through the media library; answers the address under which visitors get it. */
  async upload(file: string): Promise<string> {
    const { page } = this;
    await page.goto(`${SITE_URL}/wp-admin/media-new.php?browser-uploader=1`);
    await page.locator('input[type=file]#async-upload').setInputFiles(file);
    await page.click('#html-upload');
    await page.waitForURL(/upload\.php/);
    await page.goto(`${SITE_URL}/wp-json/wp/v2/media`).catch(() => undefined);
    const listed = JSON.parse((await page.locator('body').textContent()) ?? '[]') as { source_url: string }[];
    return listed[0]?.source_url ?? '';
  }

  async picture(file: string): Promise<void> {
    await this.page.screenshot({ path: file });
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
