import type jsonata from 'jsonata';

/** Where an evaluation's frame keeps its ambient and its budget; symbols, so that no expression can name them. */
export const AMBIENT = Symbol('ambient');
export const BUDGET = Symbol('budget');
/** jsonata's hooks: at every new frame, and before and after every node. */
export const FRAME_HOOK = Symbol.for('jsonata.__createFrame_push');
export const ENTRY_HOOK = Symbol.for('jsonata.__evaluate_entry');
export const EXIT_HOOK = Symbol.for('jsonata.__evaluate_exit');

/** Functions that operators are turned into, so that their work is paid for. No expression can name them: no variable has a space. */
export const OPERATORS = {
  range: ' range',
  concat: ' concat',
  includes: ' in',
  equal: ' equal',
  unequal: ' unequal',
  list: ' list',
  object: ' object',
} as const;

/** What jsonata calls a function with. */
export type Focus = { environment: jsonata.Environment };

/** A function as jsonata's frames hold it. */
export type Definition = { implementation: (this: Focus, ...args: unknown[]) => unknown };
