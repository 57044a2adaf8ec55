import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A command was called wrongly; every problem at once. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly problems: readonly string[];

  constructor(subject: string, problems: readonly string[]) {
    super(subject);
    this.problems = problems;
  }

  text(): string {
    return [`${this.message}:`, ...this.problems.map((problem) => `  ${problem}`), 'nines --help shows what is allowed'].join('\n');
  }
}

type Flags = NonNullable<ParseArgsConfig['options']>;
type Values<F extends Flags> = { [K in keyof F]?: F[K]['type'] extends 'boolean' ? boolean : string };

/** Reads flags and at most `positionals` operands; what is unknown, twice given or without its value is a problem of its own. */
export function readFlags<F extends Flags>(args: readonly string[], options: F, positionals = 0) {
  const problems: string[] = [];
  const values: Record<string, string | boolean> = {};
  const operands: string[] = [];
  for (const token of tokensOf(args, options)) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const problem = token.name in values ? 'given twice' : problemOf(token, options);
    if (problem) problems.push(`${token.rawName}: ${problem}`);
    else values[token.name] = token.value ?? true;
  }
  for (const extra of operands.slice(positionals)) problems.push(`${extra}: one operand too many`);
  return { values: values as Values<F>, operands: operands.slice(0, positionals), problems };
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];
type Option = Extract<Token, { kind: 'option' }>;

/** Node's own tokens, but a flag never becomes the value of the flag before it. */
function tokensOf(args: readonly string[], options: Flags): Token[] {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const swallowed = tokens.findIndex((token) => token.kind === 'option' && token.inlineValue === false && token.value.startsWith('--'));
  const flag = tokens[swallowed] as Option | undefined;
  if (!flag) return tokens;
  const alone = { ...flag, value: undefined, inlineValue: undefined };
  return [...tokens.slice(0, swallowed), alone, ...tokensOf(args.slice(flag.index + 1), options)];
}

function problemOf({ name, value }: Option, options: Flags): string | undefined {
  const known = options[name];
  if (!known)
    return `no such flag; allowed: ${
      Object.keys(options)
        .map((flag) => `--${flag}`)
        .join(', ') || 'none'
    }`;
  if (known.type === 'string') return value ? undefined : 'its value is missing';
  return value === undefined ? undefined : `found ${value}; allowed: no value`;
}
