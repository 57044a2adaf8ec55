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
});
