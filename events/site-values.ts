import * as z from 'zod';

/** A whole number within bounds. */
export const whole = (least: number, most: number) => z.number().int().min(least).max(most);

/** A text of a certain form; `error` says in words which. */
export const named = (pattern: RegExp, error: string) => z.string().regex(pattern, { error });

/** An AWS region such as us-east-1. */
export const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
