/** A schedule expression, recurrence or time zone that AWS refuses, with the reason. */
export class InvalidScheduleError extends Error {
  constructor(expression: string, reason: string) {
    super(`Invalid Schedule Expression ${expression}. ${reason}`);
    this.name = 'InvalidScheduleError';
  }
}

/** A reason found while one part is read; the compiler adds the whole expression to it. */
export class ScheduleProblem extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'ScheduleProblem';
  }
}
