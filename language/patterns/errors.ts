/** An event pattern that EventBridge refuses. The message is AWS's, of the first reason; `problems` holds all of them. */
export class InvalidPatternError extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`Event pattern is not valid. Reason: ${problems[0]}`);
    this.name = 'InvalidPatternError';
    this.problems = problems;
  }
}

/** One reason, thrown while a single field is read; the compiler gathers them into an InvalidPatternError. */
export class PatternProblem extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'PatternProblem';
  }
}
