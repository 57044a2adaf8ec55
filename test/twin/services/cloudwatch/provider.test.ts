import { describe, expect, it } from 'vitest';
import type { ProviderContext } from '#twin/cloud.ts';
import { PERSON } from '../account.ts';
import { ALARM, openWatch } from './watch.ts';

const ARN = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:load';
const CONTEXT: ProviderContext = {
  stackName: 'watch',
  stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/watch/1',
  logicalId: 'CpuAlarm',
  tags: { 'nines:site': 'shop' },
  principal: PERSON,
  newName: () => 'watch-CpuAlarm-1X2Y',
};
/** As a template with parameters hands it over. */
const PROPERTIES = { ...ALARM, Period: '60', Threshold: '75', ActionsEnabled: 'true', Tags: [{ Key: 'team', Value: 'web' }] };

describe('AWS::CloudWatch::Alarm', () => {
  const open = () => {
    const twin = openWatch();
    return { ...twin, provider: twin.cloud.provider('AWS::CloudWatch::Alarm') };
  };

  it('makes an alarm with its tags; Ref is the name', () => {
    const { provider, look, cloudwatch } = open();

    const made = provider.create(PROPERTIES, CONTEXT);

    expect(made).toEqual({ physicalId: 'load', attributes: { Arn: ARN } });
    expect(look()).toMatchObject({ Period: 60, Threshold: 75, StateValue: 'INSUFFICIENT_DATA' });
    expect(cloudwatch.taggedResources()[0]?.tags).toEqual({ 'nines:site': 'shop', team: 'web' });
  });

  it('names an alarm that has no name', async () => {
    const { provider, look } = open();

    const { physicalId } = await provider.create({ ...PROPERTIES, AlarmName: undefined }, CONTEXT);

    expect(look(physicalId).AlarmName).toBe('watch-CpuAlarm-1X2Y');
  });

  it('changes in place, tags too, and replaces for another name', () => {
    const { provider, look, cloudwatch } = open();
    provider.create(PROPERTIES, CONTEXT);

    provider.update?.('load', { ...PROPERTIES, Threshold: '50', Tags: [] }, PROPERTIES, CONTEXT);
    const renamed = provider.update?.('load', { ...PROPERTIES, AlarmName: 'other' }, PROPERTIES, CONTEXT);

    expect(look().Threshold).toBe(50);
    expect(cloudwatch.taggedResources()[0]?.tags).toEqual({ 'nines:site': 'shop' });
    expect(renamed).toBe('replace');
  });

  it('deletes an alarm, also one that is gone', () => {
    const { provider, look } = open();
    provider.create(PROPERTIES, CONTEXT);

    provider.delete('load', PROPERTIES, CONTEXT);
    const again = () => provider.delete('load', PROPERTIES, CONTEXT);

    expect(look()).toBeUndefined();
    expect(again).not.toThrow();
  });

  it('refuses a property by name', () => {
    const { provider } = open();

    expect(() => provider.create({ ...PROPERTIES, ThresholdMetricId: 'e1' }, CONTEXT)).toThrow(
      'AWS::CloudWatch::Alarm with ThresholdMetricId',
    );
  });
});
