// Goal: the wiring counts: a control plane that lacks any one rule, permission or schedule group is found out.
// Method: each such resource is taken out of the synthesized template, and the small journey over it loses what it names.
import { afterAll, describe, expect, inject, it } from 'vitest';
import { SMALL_JOURNEYS } from './support/small-journeys.ts';
import { assemblyWithout, removeCopies, type Wire, wiresOf } from './support/wires.ts';

type Row = { journey: keyof typeof SMALL_JOURNEYS; loses: string };

const TOLD_STACK: Row = { journey: 'a stack ends', loses: 'the machine goes on' };
const TOLD_DATABASE: Row = { journey: 'a database tells', loses: 'who waits for the database is resumed' };
const TOLD_LAUNCH: Row = { journey: 'a node launches', loses: 'who waits for the launch is resumed' };
const TOLD_COMMAND: Row = { journey: 'a node launches', loses: 'who waits for a command is resumed' };
const ADMITTED: Row = { journey: 'a node launches', loses: 'the node serves' };
const AUDITED: Row = { journey: 'a node launches', loses: 'the audit of the run tells of it' };
const RETIRED: Row = { journey: 'a node leaves', loses: 'its logs are kept' };
const TOLD_IMAGE: Row = { journey: 'nodes are replaced', loses: 'who waits for the image is resumed' };
const TOLD_REFRESH: Row = { journey: 'nodes are replaced', loses: 'who waits for the refresh is resumed' };
const ALARMED: Row = { journey: 'an alarm goes off', loses: 'the alarm is written down' };
const CLOSED: Row = { journey: 'an execution is stopped', loses: 'its run is ABORTED' };
const door = (journey: Row['journey']): Row => ({ journey, loses: 'the door answers' });

/** Which journey needs which wire. */
const ROWS: Readonly<Record<string, Row>> = {
  'Rule stack-ended': TOLD_STACK,
  'Permission of stack-ended': TOLD_STACK,
  'Rule database-told': TOLD_DATABASE,
  'Permission of database-told': TOLD_DATABASE,
  'Rule instance-launched': TOLD_LAUNCH,
  'Permission of instance-launched': TOLD_LAUNCH,
  'Rule command-ended': TOLD_COMMAND,
  'Permission of command-ended': TOLD_COMMAND,
  'Rule image-made': TOLD_IMAGE,
  'Permission of image-made': TOLD_IMAGE,
  'Rule refresh-ended': TOLD_REFRESH,
  'Permission of refresh-ended': TOLD_REFRESH,
  'Rule execution-ended-badly': CLOSED,
  'Permission of execution-ended-badly': CLOSED,
  'Rule node-launching': ADMITTED,
  'Permission of node-launching': ADMITTED,
  'Rule node-command-ended': ADMITTED,
  'Permission of node-command-ended': ADMITTED,
  'Rule node-terminating': RETIRED,
  'Permission of node-terminating': RETIRED,
  'Rule group-acted': AUDITED,
  'Permission of group-acted': AUDITED,
  'Rule alarm-changed': ALARMED,
  'Permission of alarm-changed': ALARMED,
  'Permission for create-site': door('a spec is sent'),
  'Permission for read-site': door('a site is read'),
  'Permission for read-drift': door('its drift is asked for'),
  'Permission for list-runs': door('runs are listed'),
  'Permission for start-drill': door('a drill is asked for'),
  'Permission for start-refresh': door('a refresh is asked for'),
  'Permission for delete-site': door('a site is deleted'),
  'Permission for receive-chat-command': door('a command is sent'),
  'ScheduleGroup nines': { journey: 'the dead man is set', loses: 'the step may be taken' },
};

describe('the wiring', () => {
  const assembly = inject('assembly');
  const wires = wiresOf(assembly);
  afterAll(removeCopies);

  it('has a journey for every wire in the template, and none for what is not there', () => {
    const names = wires.map(({ name }) => name).sort();

    expect(names).toEqual(Object.keys(ROWS).sort());
  });

  it.each([...new Set(Object.values(ROWS).map(({ journey }) => journey))])('ends well when %s and nothing is missing', async (journey) => {
    const held = await SMALL_JOURNEYS[journey](assembly);

    expect(Object.entries(held).filter(([, holds]) => !holds)).toEqual([]);
  });

  it.each(Object.entries(ROWS))('is found out without: %s', async (name, { journey, loses }) => {
    const wire = wires.find((candidate) => candidate.name === name) as Wire;

    const held = await SMALL_JOURNEYS[journey](assemblyWithout(assembly, wire));

    expect(held).toMatchObject({ [loses]: false });
  });
});
