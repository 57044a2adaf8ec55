import { describe, expect, it } from 'vitest';
import type { EdgeSpec } from '#domain/layers/edge.ts';
import { gateRouting } from '#domain/routing-change.ts';

const by = (routing: EdgeSpec['routing'], name = 'www.example.org') => ({ hostedZone: 'Z1', name, routing });

describe('the routing of a name that stands', () => {
  it.each([
    ['is there for the first time', undefined, by('failover'), 'proceed'],
    ['goes', by('failover'), undefined, 'proceed'],
    ['stays as it is', by('weighted'), by('weighted'), 'proceed'],
    ['gets others beside its one record', by('simple'), by('failover'), 'proceed'],
    ['is that of another name', by('weighted'), by('latency', 'shop.example.org'), 'proceed'],
    ['would lose the others first', by('failover'), by('simple'), 'refuse'],
    ['would mix two policies', by('weighted'), by('latency'), 'refuse'],
    ['would mix an alias and addresses', by('simple'), by('multivalue'), 'refuse'],
  ] as const)('%s: %j to %j', (_, standing, wanted, action) => {
    expect(gateRouting(standing, wanted).action).toBe(action);
  });

  it('says what a person may do about it', () => {
    expect(gateRouting(by('weighted'), by('latency')).reason).toBe(
      'www.example.org is routed by weighted; Route 53 takes no record of latency beside those that stand. ' +
        'Delete the stack of the layer edge first, and expect no answer to the name until the new one is there.',
    );
  });
});
