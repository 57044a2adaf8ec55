import { describe, expect, it } from 'vitest';
import { account, makeFunction } from '../fixtures/account.ts';
import { sourceFolder } from '../fixtures/bundle.ts';
import { PERSON } from '../services/account.ts';
import { played } from '../services/resources.ts';

/** Runs the body of a handler in a fresh account and answers its parsed payload. */
async function run(body: string, options: { event?: object; times?: number; properties?: Record<string, unknown>; before?: string } = {}) {
  const source = `${options.before ?? ''}\nexports.handler = async (event, context) => { ${body} };`;
  const { cloud, lambda, logs } = account(sourceFolder({ probe: source }));
  await makeFunction(cloud, 'probe', options.properties);
  const answers = [];
  for (let time = 0; time < (options.times ?? 1); time++) {
    const { payload, functionError } = await played(cloud, lambda.invoke('probe', JSON.stringify(options.event ?? {}), PERSON));
    answers.push({ value: JSON.parse(payload), functionError });
  }
  return { ...(answers.at(-1) as (typeof answers)[number]), answers, cloud, lambda, lines: logs.lines('/aws/lambda/probe') };
}

describe('time in a world', () => {
  it('is virtual for dates, timers and performance', async () => {
    const { value } = await run(`
      const before = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 45_000));
      return { waited: Date.now() - before, minute: new Date(before).toISOString().slice(0, 16), passed: Math.round(performance.now()), left: context.getRemainingTimeInMillis() };
    `);

    expect(value).toEqual({ waited: 45_000, minute: '2018-02-09T12:00', passed: 45_000, left: 15_000 });
  });

  it('knows no local zone', async () => {
    const { value } = await run(`
      const date = new Date(2018, 1, 9, 12);
      return [date.toISOString(), date.getHours(), String(date), Date.parse('2018-02-09T12:00:00'), new Date('Feb 9, 2018').getTime(), new Intl.DateTimeFormat().resolvedOptions().timeZone];
    `);

    expect(value).toEqual([
      '2018-02-09T12:00:00.000Z',
      12,
      'Fri Feb 09 2018 12:00:00 GMT+0000 (Coordinated Universal Time)',
      Date.UTC(2018, 1, 9, 12),
      Date.UTC(2018, 1, 9),
      'UTC',
    ]);
  });

  it('aborts a signal after virtual time', async () => {
    const { value } = await run(`
      const signal = AbortSignal.timeout(5_000);
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      return { aborted: signal.aborted, name: signal.reason.name };
    `);

    expect(value).toEqual({ aborted: true, name: 'TimeoutError' });
  });

  it('stands still for timers while the environment is frozen', async () => {
    const { answers } = await run(
      `if (!globalThis.armed) { globalThis.armed = true; setInterval(() => { globalThis.ticks = (globalThis.ticks ?? 0) + 1; }, 1000); } return globalThis.ticks ?? 0;`,
      {
        times: 2,
      },
    );

    expect(answers.map((answer) => answer.value)).toEqual([0, 0]);
  });
});

describe('randomness in a world', () => {
  const DRAW = `return [Math.random(), crypto.randomUUID(), require('node:crypto').randomBytes(4).toString('hex'), [...crypto.getRandomValues(new Uint8Array(2))]];`;

  it('is the same for the same seed', async () => {
    const [first, second] = [await run(DRAW), await run(DRAW)];

    expect(first.value).toEqual(second.value);
  });

  it('differs between two environments of one function', async () => {
    const { cloud, lambda } = account(
      sourceFolder({ probe: `exports.handler = async () => { await new Promise((done) => setTimeout(done, 5)); return Math.random(); };` }),
    );
    await makeFunction(cloud, 'probe');

    const both = await played(cloud, Promise.all([lambda.invoke('probe', '{}', PERSON), lambda.invoke('probe', '{}', PERSON)]));

    expect(both[0].payload).not.toBe(both[1].payload);
    expect(lambda.stats().coldStarts).toBe(2);
  });
});

describe('what a world refuses', () => {
  it.each([
    ['a builtin on no list', `require('node:cluster')`, 'the twin does not have the builtin node:cluster'],
    ['a child process', `require('node:child_process').execSync('true')`, 'the twin does not have the builtin child_process.execSync'],
    ['a socket', `require('node:net').connect(80)`, 'the twin does not have the builtin net.connect'],
    ['writing a file', `require('node:fs').writeFileSync('/tmp/x', '')`, 'the twin does not have the builtin fs.writeFileSync'],
    [
      'the thread pool',
      `require('node:crypto').pbkdf2('a', 'b', 1, 8, 'sha1', () => {})`,
      'the twin does not have the builtin crypto.pbkdf2',
    ],
    ['ending the process', `process.exit(1)`, 'the twin does not have the builtin process.exit'],
  ])('%s', async (_what, code, message) => {
    const { value, functionError } = await run(`${code};`);

    expect(functionError).toBe('Unhandled');
    expect(value.errorMessage).toContain(message);
  });

  it('a host that nobody in the twin answers for, and keeps the refusal', async () => {
    const { value, cloud } = await run(
      `try { await fetch('https://example.com/'); } catch (error) { return [error.name, error.message, error.cause.message]; }`,
    );

    expect(value).toEqual(['TypeError', 'fetch failed', 'the twin does not have the host example.com']);
    expect(cloud.refusals()).toEqual(['the host example.com']);
  });

  it('a dynamic import', async () => {
    const { functionError } = await run(`await import('node:fs');`);

    expect(functionError).toBe('Unhandled');
  });
});

describe('what a world has of the host', () => {
  it('is no variable of its environment', async () => {
    process.env.TWIN_PLANTED = 'yes';

    const { value } = await run(
      `return { planted: process.env.TWIN_PLANTED, own: process.env.OWN, region: process.env.AWS_REGION, home: require('node:os').homedir() };`,
      {
        properties: { Environment: { Variables: { OWN: 'mine' } } },
      },
    );

    delete process.env.TWIN_PLANTED;
    expect(value).toEqual({ own: 'mine', region: 'us-east-1', home: '/home/sbx_user1051' });
  });

  it('is no file', async () => {
    const { value } = await run(`return require('node:fs/promises').readFile('/etc/hostname').catch((error) => error.code);`);

    expect(value).toBe('ENOENT');
  });

  it('is no object of another realm in events, though errors of builtins are errors', async () => {
    const { value } = await run(
      `try { Buffer.alloc(-1); } catch (error) { return { plain: Object.getPrototypeOf(event) === Object.prototype, isError: error instanceof Error, isType: error instanceof TypeError }; }`,
    );

    expect(value).toEqual({ plain: true, isError: true, isType: false });
  });

  it('is no frame in the trace of an error', async () => {
    const { value } = await run(`Buffer.alloc(-1);`);

    expect(value.trace[0]).toContain('RangeError: The value of "size" is out of range');
    expect(value.trace.slice(1).every((line: string) => line.includes('/var/task/probe.js'))).toBe(true);
  });

  it('is no state of another environment', async () => {
    const { cloud, lambda } = account(
      sourceFolder({ probe: `Array.prototype.leak = (Array.prototype.leak ?? 0) + 1; exports.handler = async () => [].leak;` }),
    );
    await makeFunction(cloud, 'probe');

    const both = await played(cloud, Promise.all([lambda.invoke('probe', '{}', PERSON), lambda.invoke('probe', '{}', PERSON)]));

    expect(both.map((answer) => answer.payload)).toEqual(['1', '1']);
    expect(Object.keys(Array.prototype)).toEqual([]);
  });
});

describe('the network of a world', () => {
  it('reaches hosts of the twin by fetch and by http, and waits for late answers', async () => {
    const source = `exports.handler = async () => {
      const began = Date.now();
      const first = await fetch('http://site.test/one?x=1', { headers: { Accept: 'text/plain' } });
      const second = await new Promise((resolve) => require('node:http').get('http://site.test/two', (response) => {
        let text = ''; response.on('data', (chunk) => { text += chunk; }).on('end', () => resolve({ status: response.statusCode, text }));
      }));
      return { first: { status: first.status, type: first.headers.get('content-type'), json: await first.json() }, second, took: Date.now() - began };
    };`;
    const { cloud, lambda } = account(sourceFolder({ probe: source }));
    cloud.network.listenHttp('site.test', async (request) => {
      await cloud.clock.sleep(2000, 'slow page');
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ url: request.url }) };
    });
    await makeFunction(cloud, 'probe');

    const { payload } = await played(cloud, lambda.invoke('probe', '{}', PERSON));

    expect(JSON.parse(payload)).toMatchObject({
      first: { status: 200, type: 'application/json', json: { url: 'http://site.test/one?x=1' } },
      second: { status: 200, text: '{"url":"http://site.test/two"}' },
      took: 4000,
    });
  });

  it('resolves names with their time to live', async () => {
    const { cloud, lambda } = account(
      sourceFolder({ probe: `exports.handler = async () => require('node:dns').promises.resolve4('db.test', { ttl: true });` }),
    );
    cloud.network.setName('db.test', ['10.0.11.5'], 5);
    await makeFunction(cloud, 'probe');

    const { payload } = await played(cloud, lambda.invoke('probe', '{}', PERSON));

    expect(JSON.parse(payload)).toEqual([{ address: '10.0.11.5', ttl: 5 }]);
  });
});
