import { describe, expect, it } from 'vitest';
import { answerAdmin } from '#site/model/pages.ts';

const asked = (path: string): URL => new URL(`http://site.local${path}`);
const WELL = { okShare: 1, failStatus: 504 };

describe('what lies below /wp-admin', () => {
  it.each([
    ['/wp-admin/', '/wp-login.php?redirect_to=%2Fwp-admin%2F&reauth=1'],
    ['/wp-admin/post.php?post=1', '/wp-login.php?redirect_to=%2Fwp-admin%2Fpost.php&reauth=1'],
  ])('sends who has not signed in from %s to the door, and back after it', (path, location) => {
    expect(answerAdmin(asked(path), WELL)).toEqual({ status: 302, headers: { location }, body: '' });
  });

  it('answers a page’s call without an action with nothing', () => {
    expect(answerAdmin(asked('/wp-admin/admin-ajax.php'), WELL)).toMatchObject({ status: 400, body: '0\n' });
  });

  it.each(['/wp-admin/', '/wp-admin/admin-ajax.php'])('is as lost without its database as every page: %s', (path) => {
    expect(answerAdmin(asked(path), { okShare: 0, failStatus: 504 })).toMatchObject({ status: 504 });
  });
});
