import type { HttpResponse } from '#twin/network/network.ts';
import type { FlowAnswer } from '#twin/site/node-model.ts';

const AJAX = '/wp-admin/admin-ajax.php';

/** A page of the node, as short as it can be told apart from others. */
export function page(status: number, text: string): HttpResponse {
  return { status, headers: { 'content-type': 'text/html' }, body: `${text}\n` };
}

/**
 * What WordPress answers below /wp-admin to somebody who has not signed in: the way to its door, or `0` from the script that pages
 * call without naming an action. It reads the database for either.
 */
export function answerAdmin({ pathname }: URL, { okShare, failStatus }: FlowAnswer): HttpResponse {
  if (okShare < 1) return page(failStatus, 'error');
  if (pathname === AJAX) return page(400, '0');
  return { status: 302, headers: { location: `/wp-login.php?redirect_to=${encodeURIComponent(pathname)}&reauth=1` }, body: '' };
}
