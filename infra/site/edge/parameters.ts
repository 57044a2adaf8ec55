import type { CfnParameterProps } from 'aws-cdk-lib';

/** How many others beside the site's load balancer, and how many fixed addresses; domain/layers/edge.ts says the same. */
export const othersLimit = 3;
export const addressesLimit = 4;

/** What the parts of the edge ask the template for. */
export type EdgeParameters = {
  text(name: string, props?: CfnParameterProps): string;
  number(name: string, minValue: number, maxValue: number): number;
};

/** What a record is chosen by; which of it counts hangs on the routing. */
export type Choice = {
  weight: number;
  bias: number;
  continent: string;
  country: string;
  subdivision: string;
};

/** The parameters of one endpoint's choice: `OwnWeight`, `Other1Weight`. */
export const choice = (parameters: EdgeParameters, name: string): Choice => {
  const place = (what: string, pattern: string): string => parameters.text(`${name}${what}`, { allowedPattern: `(${pattern})?` });
  return {
    weight: parameters.number(`${name}Weight`, 0, 255),
    bias: parameters.number(`${name}Bias`, -99, 99),
    continent: place('Continent', 'AF|AN|AS|EU|NA|OC|SA'),
    country: place('Country', '[A-Z]{2}|\\*'),
    subdivision: place('Subdivision', '[A-Z]{2}'),
  };
};
