import { benchExecutions } from './executions.ts';
import { benchExpressions } from './expressions.ts';
import { benchLoading } from './loading.ts';
import { benchMapItems } from './map-items.ts';
import { benchPatterns } from './patterns.ts';
import { benchSchedules } from './schedules.ts';
import { benchWaiting } from './waiting.ts';

/** The state language, the patterns and the schedules, one question after the other, each beside its peer or limit. */
export async function benchLanguage(): Promise<void> {
  for (const bench of [benchExecutions, benchExpressions, benchLoading, benchMapItems, benchPatterns, benchWaiting, benchSchedules])
    await bench();
}
