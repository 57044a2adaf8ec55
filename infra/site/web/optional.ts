import { Aws, type CfnCondition, Fn, type IResolvable } from 'aws-cdk-lib';
import type { WebParameters } from './parameters.ts';

/** A whole number, or nothing where a site does not say one. */
export const numberOrEmpty = (parameters: WebParameters, name: string): string =>
  parameters.text(name, { default: '', allowedPattern: '(-?[0-9]{1,5})?' });

/** A whole number of which another parameter says whether it counts. */
export const numberBeside = (parameters: WebParameters, name: string, otherwise: number): string =>
  parameters.text(name, { default: `${otherwise}`, allowedPattern: '[0-9]{1,5}' });

/** Why a place whose parameter is empty is no fault. */
export const optionalPlaces = 'Each of these empty defaults stands in the Fn::If of its own condition, which leaves the place out';

/** A part of a property that stands there only where its condition holds. Spelled as in the template, since it stands inside an Fn::If. */
export const partIf = (condition: CfnCondition, part: unknown): IResolvable => Fn.conditionIf(condition.logicalId, part, Aws.NO_VALUE);

/** The same where it does not. */
export const partUnless = (condition: CfnCondition, part: unknown): IResolvable => Fn.conditionIf(condition.logicalId, Aws.NO_VALUE, part);
