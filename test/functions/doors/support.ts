type Wish = {
  body?: unknown;
  text?: string;
  encoded?: boolean;
  query?: Record<string, string>;
  site?: string;
  headers?: Record<string, string>;
  requestId?: string;
};

/** A request as the HTTP API hands it on (payload 2.0), signed by a user of the account. */
export function apiEvent({ body, text, encoded = false, query, site, headers = {}, requestId = 'request-1' }: Wish) {
  const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
  return {
    version: '2.0',
    routeKey: 'ANY /',
    rawPath: '/',
    rawQueryString: '',
    headers,
    ...(query ? { queryStringParameters: query } : {}),
    ...(site ? { pathParameters: { site } } : {}),
    ...(sent === undefined ? {} : { body: encoded ? Buffer.from(sent).toString('base64') : sent }),
    isBase64Encoded: encoded,
    requestContext: {
      requestId,
      http: { method: 'POST', path: '/', sourceIp: '192.0.2.7' },
      authorizer: { iam: { userArn: 'arn:aws:iam::123456789012:user/dana' } },
    },
  };
}
