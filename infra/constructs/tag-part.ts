import { Tags } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { partTag } from '../names.ts';

/** Tags everything below a construct with the part of the control plane that it is. */
export const tagPart = (scope: IConstruct, part: string): void => Tags.of(scope).add(partTag, part);
