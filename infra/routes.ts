import type { RouteRow } from './rows.ts';

/** The routes of the HTTP API. */
export const routes: readonly RouteRow[] = [
  { method: 'POST', path: '/sites', function: 'doors/create-site', auth: 'iam' },
  { method: 'GET', path: '/sites/{site}', function: 'doors/read-site', auth: 'iam' },
  { method: 'GET', path: '/sites/{site}/drift', function: 'doors/read-drift', auth: 'iam' },
  { method: 'GET', path: '/sites/{site}/runs', function: 'doors/list-runs', auth: 'iam' },
  { method: 'POST', path: '/sites/{site}/drills', function: 'doors/start-drill', auth: 'iam' },
  { method: 'POST', path: '/sites/{site}/refresh', function: 'doors/start-refresh', auth: 'iam' },
  { method: 'DELETE', path: '/sites/{site}', function: 'doors/delete-site', auth: 'iam' },
  { method: 'POST', path: '/chat', function: 'doors/receive-chat-command', auth: 'none' },
];
