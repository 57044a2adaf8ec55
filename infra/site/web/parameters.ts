import type { CfnParameterProps } from 'aws-cdk-lib';

/** How the parts of the web tier ask for the parameters of its template. More than one part may ask for the same. */
export type WebParameters = {
  text(name: string, props?: CfnParameterProps): string;
  number(name: string, minValue: number, maxValue: number): number;
  list(name: string): string[];
};

/** The same parameters, each made once, by whoever asks for it first. */
export const madeOnce = ({ text, number, list }: WebParameters): WebParameters => {
  const made = new Map<string, unknown>();
  const once = <Value>(name: string, make: () => Value): Value => {
    if (!made.has(name)) made.set(name, make());
    return made.get(name) as Value;
  };
  return {
    text: (name, props) => once(name, () => text(name, props)),
    number: (name, least, most) => once(name, () => number(name, least, most)),
    list: (name) => once(name, () => list(name)),
  };
};

/** A host name, an ARN, a port or nothing: safe inside the quotes of a shell. */
const safeOrEmptyPattern = '[A-Za-z0-9.:/!_-]*';

/** Layers that a site does without hand over nothing. */
export const safeOrEmpty = (parameters: WebParameters, name: string): string =>
  parameters.text(name, { default: '', allowedPattern: safeOrEmptyPattern });
