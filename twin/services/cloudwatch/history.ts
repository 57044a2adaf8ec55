import type { AlarmHistoryItem, HistoryItemType } from '@aws-sdk/client-cloudwatch';

/** Items kept for all alarms together; the oldest are forgotten first. */
const MAX_ITEMS = 20_000;
/** Alarm history is kept for two weeks (C12). */
const KEPT_MS = 14 * 24 * 3_600_000;

/** What happened to alarms, oldest first; it outlives them. */
export class History {
  readonly #nowMs: () => number;
  readonly #items: (AlarmHistoryItem & { Timestamp: Date })[] = [];

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  note(alarmName: string, kind: HistoryItemType, summary: string, data: object): void {
    this.#items.push({
      AlarmName: alarmName,
      AlarmType: 'MetricAlarm',
      Timestamp: new Date(this.#nowMs()),
      HistoryItemType: kind,
      HistorySummary: summary,
      HistoryData: JSON.stringify({ version: '1.0', ...data }),
    });
    if (this.#items.length > MAX_ITEMS) this.#items.shift();
  }

  items(): readonly (AlarmHistoryItem & { Timestamp: Date })[] {
    const sinceMs = this.#nowMs() - KEPT_MS;
    return this.#items.filter((item) => item.Timestamp.getTime() >= sinceMs);
  }
}
