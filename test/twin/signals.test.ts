import { describe, expect, it } from 'vitest';
import { Signals } from '#twin/signals.ts';

const CHANGED = { name: 'db.local' };

/** Signals with listeners that note their names. */
function listening(...names: string[]) {
  const signals = new Signals();
  const heard: string[] = [];
  const releases = names.map((name) => signals.on('dns:changed', () => heard.push(name)));
  return { signals, heard, releases };
}

describe('signals', () => {
  it('reach their listeners in the order they were added', () => {
    const { signals, heard } = listening('first', 'second');

    signals.emit('dns:changed', CHANGED);

    expect(heard).toEqual(['first', 'second']);
  });

  it('reach nobody who listens to something else', () => {
    const { signals, heard } = listening('first');

    signals.emit('cloudwatch:data', { namespace: 'Shop', metricName: 'Load' });

    expect(heard).toEqual([]);
  });

  it('reach no listener that was released', () => {
    const { signals, heard, releases } = listening('first', 'second');

    releases[0]?.();
    signals.emit('dns:changed', CHANGED);

    expect(heard).toEqual(['second']);
  });

  it('pass over a listener that an earlier one releases meanwhile, and no other', () => {
    const { signals, heard, releases } = listening();
    signals.on('dns:changed', () => releases[0]?.());
    releases.push(signals.on('dns:changed', () => heard.push('released')));
    signals.on('dns:changed', () => heard.push('last'));

    signals.emit('dns:changed', CHANGED);

    expect(heard).toEqual(['last']);
  });

  it('are no different when a listener is released twice', () => {
    const { signals, heard, releases } = listening('first', 'second');

    releases[0]?.();
    releases[0]?.();
    signals.emit('dns:changed', CHANGED);

    expect(heard).toEqual(['second']);
  });
});
