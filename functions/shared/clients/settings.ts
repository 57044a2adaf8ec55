/**
 * What every SDK client is made with. Four attempts and short timeouts keep a call well inside the shortest function
 * timeout (30 s); longer patience is the business of the machine, whose Retry is visible in its history.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
};
