import type { CfnCondition, CfnParameterProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isTrue } from '../network/conditions.ts';

/** The parameters of the layer, as its parts ask for them. */
export type WatchParameters = {
  site: string;
  topicArn: string;
  text(name: string, props?: CfnParameterProps): string;
  number(name: string, least: number, most: number): number;
};

/** An alarm looks back a day at most (C1). */
export const longestMinutes = 1_440;

/** Whether a site wants a part of the watch. */
export const flagOf = (scope: Construct, { text }: Pick<WatchParameters, 'text'>, name: string): CfnCondition =>
  isTrue(scope, `Has${name}`, text(`Wants${name}`, { allowedValues: ['true', 'false'] }));

/** For how many minutes something must be so before an alarm says it, and whether a site wants that alarm at all. */
export const minutesOf = (scope: Construct, parameters: WatchParameters, name: string): { minutes: number; isWanted: CfnCondition } => {
  const isWanted = flagOf(scope, parameters, `${name}Alarm`);
  return { minutes: parameters.number(`${name}Minutes`, 1, longestMinutes), isWanted };
};
