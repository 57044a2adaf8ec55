import type { HealthCheckConfig } from '@aws-sdk/client-route-53';
import type { Cloud } from '../../cloud.ts';
import type { HttpResponse } from '../../network/network.ts';

/** What a check found, in the words of GetHealthCheckStatus. */
export type Finding = { readonly passes: boolean; readonly status: string };

/** A check has four seconds to connect and two more for its answer (X11). */
const MOST_MS = 6_000;
/** How much of a body is looked through for a text (X11). */
const SEARCHED_BYTES = 5_120;

/** One request of a checker to the endpoint; it takes virtual time when the endpoint does. */
export function check(cloud: Cloud, config: HealthCheckConfig, from: string, found: (finding: Finding) => void): void {
  const request = {
    method: 'GET',
    url: urlOf(config),
    headers: { 'user-agent': 'Amazon-Route53-Health-Check-Service' },
    body: '',
    from,
    // Health checks validate no certificate (Developer Guide: health-checks-creating-values).
    trustsAnyCertificate: true,
  } as const;
  let isOver = false;
  const tell = (finding: Finding): void => {
    if (isOver) return;
    isOver = true;
    found(finding);
  };
  const failed = (error: unknown): void => {
    // The network's own words for a host that cannot be reached; a defect of the twin has no such code.
    if (typeof (error as { code?: unknown }).code !== 'string') throw error;
    tell({ passes: false, status: `Failure: ${(error as Error).message}` });
  };
  try {
    const answer = cloud.network.ask(request);
    if (!(answer instanceof Promise)) {
      tell(judge(config, answer));
      return;
    }
    cloud.clock.after(MOST_MS, 'health check times out', () => tell({ passes: false, status: 'Failure: The health checker timed out.' }));
    answer.then((response) => tell(judge(config, response)), failed);
  } catch (error) {
    failed(error);
  }
}

function urlOf({
  Type: type = 'HTTP',
  IPAddress: address,
  FullyQualifiedDomainName: name,
  Port: port,
  ResourcePath: path = '/',
}: HealthCheckConfig): string {
  const scheme = type.startsWith('HTTPS') ? 'https' : 'http';
  const host = address ?? name ?? '';
  const standardPort = scheme === 'https' ? 443 : 80;
  return `${scheme}://${host}${port === undefined || port === standardPort ? '' : `:${port}`}${path}`;
}

/** Every status from 200 to 399 passes; a check for a text wants that too. */
function judge({ SearchString: text }: HealthCheckConfig, { status, body }: HttpResponse): Finding {
  const isGood = status >= 200 && status < 400;
  const hasText = text === undefined || Buffer.from(body).subarray(0, SEARCHED_BYTES).toString().includes(text);
  if (isGood && hasText) return { passes: true, status: `Success: HTTP Status Code ${status}, OK` };
  return { passes: false, status: isGood ? 'Failure: The text was not found in the response.' : `Failure: HTTP Status Code ${status}` };
}
