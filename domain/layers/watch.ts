import { type LayerRules, needed } from './rules.ts';

/** The alarms, and the topic that tells people. */
export const watch: LayerRules = {
  template: () => 'watch',
  waitSeconds: 30 * 60,
  parameters: ({ alarms: { cpu } }, outputs) => ({
    ...needed(outputs, 'GroupName'),
    CpuAlarmName: cpu.name,
    CpuThresholdPercent: cpu.thresholdPercent,
    CpuPeriodSeconds: cpu.periodSeconds,
    TopicName: cpu.topic,
  }),
};
