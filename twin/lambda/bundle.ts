import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import { AwsError } from '../errors.ts';

/** A function's code, compiled when the first of its worlds needs it and shared by all of them. */
export type Bundle = {
  readonly script: () => vm.Script;
  readonly fileName: string;
  /** The export that the handler setting names. */
  readonly exportName: string;
  /** Whether the AWS SDK is inside: its start is slower. */
  readonly hasSdk: boolean;
};

type Code = Pick<Bundle, 'script' | 'hasSdk'>;

const EXTENSIONS = ['.js', '.cjs'];
/** Code by content: the same bundle is compiled once a process, and not at all if nobody calls it. */
const byContent = new Map<string, Code>();
/** Code by file: an assembly that is deployed again is not read again. */
const byFile = new Map<string, Code>();

/** Reads what a function's handler setting (`index.handler`) names in the folder of its asset. */
export function loadBundle(directory: string, handler: string): Bundle {
  const cut = handler.lastIndexOf('.');
  const stem = handler.slice(0, cut);
  const extension = EXTENSIONS.find((candidate) => existsSync(join(directory, `${stem}${candidate}`)));
  if (cut < 0 || !extension) throw new AwsError('InvalidParameterValueException', `Could not find the handler ${handler} in the code`);
  const fileName = `${stem}${extension}`;
  return { ...readCode(join(directory, fileName), fileName), fileName, exportName: handler.slice(cut + 1) };
}

function readCode(path: string, fileName: string): Code {
  const { dev, ino, size, mtimeNs } = statSync(path, { bigint: true });
  const file = [fileName, dev, ino, size, mtimeNs].join(' ');
  const known = byFile.get(file);
  if (known) return known;
  const text = readFileSync(path, 'utf8');
  const content = `${fileName} ${createHash('sha256').update(text).digest('hex')}`;
  const code = byContent.get(content) ?? { script: compiledOnce(text, fileName), hasSdk: text.includes('AWS_EXECUTION_ENV') };
  byContent.set(content, code);
  byFile.set(file, code);
  return code;
}

const OPENING = '(function (exports, require, module, __filename, __dirname) {';

function compiledOnce(code: string, fileName: string): () => vm.Script {
  let script: vm.Script | undefined;
  return () => {
    script ??= compile(code, fileName);
    return script;
  };
}

/** A function around the module makes its variables locals; as globals of a context they would be slow. */
function compile(code: string, fileName: string): vm.Script {
  return new vm.Script(`${OPENING}${code}\n})`, { filename: `/var/task/${fileName}`, columnOffset: -OPENING.length });
}
