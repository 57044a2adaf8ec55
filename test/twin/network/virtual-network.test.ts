import { beforeEach, describe, expect, it } from 'vitest';
import { Journal } from '#twin/journal.ts';
import type { HttpRequest } from '#twin/network/network.ts';
import { VirtualNetwork } from '#twin/network/virtual-network.ts';
import { Signals } from '#twin/signals.ts';

const HOST = 'site.example';
const asked = (from: string): HttpRequest => ({ method: 'GET', url: `http://${HOST}/`, headers: {}, body: '', from });

describe('VirtualNetwork', () => {
  let refused: string[];
  let journal: Journal;
  let network: VirtualNetwork;
  beforeEach(() => {
    refused = [];
    journal = new Journal(() => 0);
    const faults = { read: (name: string, subject = '') => name === 'network:refused' && refused.includes(subject) };
    network = new VirtualNetwork(new Signals(), journal, faults);
    network.listenHttp(HOST, () => ({ status: 200, headers: {}, body: 'hello' }));
  });

  it('answers who asks', () => {
    expect(network.request(asked('visitor'))).toMatchObject({ status: 200, body: 'hello' });
  });

  it('refuses the one whose connections are refused, and tells it in the journal', () => {
    refused.push('probe');

    expect(() => network.request(asked('probe'))).toThrow('ECONNREFUSED');

    expect(journal.lines[0]).toContain('"error":"connect ECONNREFUSED site.example"');
  });

  it('goes on answering everybody else', () => {
    refused.push('probe');

    expect(network.request(asked('visitor'))).toMatchObject({ status: 200 });
  });

  it('refuses a host that nobody registered, by name', () => {
    expect(() => network.request({ ...asked('visitor'), url: 'http://elsewhere.example/' })).toThrow('the host elsewhere.example');
  });

  describe('with an authority for names of its own', () => {
    const known: Record<string, string[]> = { 'www.example.org': ['192.0.2.1'], 'lost.example.org': ['192.0.2.9'] };
    let askers: (string | undefined)[];
    beforeEach(() => {
      askers = [];
      network.setName(HOST, ['192.0.2.1'], 60);
      network.connectAuthority({
        owns: (name) => name.endsWith('.example.org'),
        valuesOf: (name, type) => [`${type} of ${name}`],
        resolve: (name, { from, place }) => {
          askers.push(`${from} in ${place?.country ?? 'no country'}`);
          return { addresses: known[name] ?? [], ttlSeconds: 60 };
        },
      });
    });
    const PARIS = { continent: 'EU', country: 'FR', latitude: 48.9, longitude: 2.4 };
    const to = (host: string): HttpRequest => ({ ...asked('visitor'), url: `http://${host}/`, place: PARIS });

    it('leads a request to whatever listens at the address, by the name that was asked for', () => {
      network.listenHttp(HOST, ({ url }) => ({ status: 200, headers: {}, body: url }));

      expect(network.request(to('www.example.org'))).toMatchObject({ body: 'http://www.example.org/' });
      expect(network.request(to('192.0.2.1'))).toMatchObject({ body: 'http://192.0.2.1/' });
      expect(askers).toEqual(['visitor in FR']);
    });

    it.each([
      ['lost.example.org', 'connect ETIMEDOUT 192.0.2.9'],
      ['none.example.org', 'getaddrinfo ENOTFOUND none.example.org'],
      ['192.0.2.9', 'connect ETIMEDOUT 192.0.2.9'],
    ])('fails as the network does when nothing is behind %s, and journals it', (host, message) => {
      expect(() => network.request(to(host))).toThrow(message);
      expect(journal.lines.at(-1)).toContain(`"error":"${message}"`);
    });

    it('still refuses names of nobody by name, and asks the authority for other records of its own only', () => {
      expect(() => network.request(to('elsewhere.example'))).toThrow('the host elsewhere.example');
      expect([network.valuesOf('_x.example.org', 'CNAME'), network.valuesOf('_x.example', 'CNAME')]).toEqual([
        ['CNAME of _x.example.org'],
        [],
      ]);
    });

    it('answers who only asks without a line in the journal', () => {
      expect(network.ask(to('www.example.org'))).toMatchObject({ status: 200 });
      expect(journal.lines).toEqual([]);
    });
  });
});
