import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';

/** What a generated text may be made of (API reference: GetRandomPassword). */
const CLASSES = {
  ExcludeLowercase: 'abcdefghijklmnopqrstuvwxyz',
  ExcludeUppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  ExcludeNumbers: '0123456789',
  ExcludePunctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
} as const;
const DEFAULT_LENGTH = 32;
const MAX_LENGTH = 4096;

export type GenerateOptions = {
  PasswordLength?: number | string;
  ExcludeCharacters?: string;
  ExcludeLowercase?: boolean;
  ExcludeUppercase?: boolean;
  ExcludeNumbers?: boolean;
  ExcludePunctuation?: boolean;
  IncludeSpace?: boolean;
  RequireEachIncludedType?: boolean;
  SecretStringTemplate?: string;
  GenerateStringKey?: string;
};

/** The names of GenerateSecretString that are acted on. */
export const GENERATE_OPTIONS = [
  'PasswordLength',
  'ExcludeCharacters',
  ...Object.keys(CLASSES),
  'IncludeSpace',
  'RequireEachIncludedType',
  'SecretStringTemplate',
  'GenerateStringKey',
];

/** A password, or a template with the password as one of its members; from the seed, so that a rehearsal repeats itself. */
export function generateSecret(options: GenerateOptions, random: Random): string {
  const password = generatePassword(options, random);
  if (options.SecretStringTemplate === undefined || options.GenerateStringKey === undefined) return password;
  return JSON.stringify({ ...JSON.parse(options.SecretStringTemplate), [options.GenerateStringKey]: password });
}

function generatePassword(options: GenerateOptions, random: Random): string {
  const length = Number(options.PasswordLength ?? DEFAULT_LENGTH);
  const excluded = options.ExcludeCharacters ?? '';
  const included = Object.entries(CLASSES).filter(([name]) => !isTrue(options[name as keyof typeof CLASSES]));
  const classes = [...included.map(([, letters]) => letters), ...(isTrue(options.IncludeSpace) ? [' '] : [])]
    .map((letters) => [...letters].filter((letter) => !excluded.includes(letter)))
    .filter((letters) => letters.length > 0);
  if (classes.length === 0 || length < classes.length || length > MAX_LENGTH) {
    throw new AwsError('InvalidParameterException', 'The password length or the excluded characters leave nothing to generate from.');
  }
  const one =
    options.RequireEachIncludedType === undefined || isTrue(options.RequireEachIncludedType)
      ? classes.map((letters) => random.pick(letters))
      : [];
  const rest = Array.from({ length: length - one.length }, () => random.pick(classes.flat()));
  return shuffle([...one, ...rest], random).join('');
}

const isTrue = (value: unknown): boolean => value === true || value === 'true';

function shuffle(letters: string[], random: Random): string[] {
  for (let last = letters.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [letters[last], letters[other]] = [letters[other] as string, letters[last] as string];
  }
  return letters;
}
