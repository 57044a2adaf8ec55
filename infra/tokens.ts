import { Aws, Fn } from 'aws-cdk-lib';
import { physicalName } from './names.ts';

/** What a `${Token}` in a row or an ASL file stands for. */
export type Tokens = Readonly<Record<string, string>>;

const tokenPattern = /\$\{([A-Za-z0-9]+)\}/g;

/** The names of the tokens in a text, each once, in the order of the alphabet. */
export const tokensIn = (text: string): string[] => [...new Set([...text.matchAll(tokenPattern)].map((match) => match[1] ?? ''))].sort();

/** An unknown token would reach the account as text and match nothing, so it ends the synth by name. */
export const pickTokens = (text: string, tokens: Tokens, where: string): Record<string, string> => {
  const picked: Record<string, string> = {};
  for (const name of tokensIn(text)) {
    const value = tokens[name];
    if (value === undefined) throw new Error(`${where}: unknown token \${${name}}; known: ${Object.keys(tokens).sort().join(', ')}`);
    picked[name] = value;
  }
  return picked;
};

/** Puts the values into a text. */
export const fillTokens = (text: string, tokens: Tokens, where: string): string => {
  pickTokens(text, tokens, where);
  const parts = text.split(/(\$\{[A-Za-z0-9]+\})/).filter((part) => part !== '');
  return Fn.join(
    '',
    parts.map((part) => tokens[part.slice(2, -1)] ?? part),
  );
};

/** ARNs that are known by name, so that roles and environments can speak of what does not exist yet without a cycle. */
export type ArnPrefixes = { function: string; machine: string };

/** The beginnings of the ARNs of our functions and machines. */
export const arnPrefixes = (): ArnPrefixes => ({
  function: `arn:${Aws.PARTITION}:lambda:${Aws.REGION}:${Aws.ACCOUNT_ID}:function:${physicalName('')}`,
  machine: `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:stateMachine:${physicalName('')}`,
});
