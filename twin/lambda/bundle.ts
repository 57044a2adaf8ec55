import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import { AwsError } from '../errors.ts';

/** A function's code, compiled once and shared by all its worlds. */
export type Bundle = {
  readonly script: vm.Script;
  readonly fileName: string;
  /** The export that the handler setting names. */
  readonly exportName: string;
  /** Whether the AWS SDK is inside: its start is slower. */
  readonly hasSdk: boolean;
};

const EXTENSIONS = ['.js', '.cjs'];
/** Scripts by content: the same bundle is compiled once a process. */
const scripts = new Map<string, vm.Script>();

/** Reads and compiles what a function's handler setting (`index.handler`) names in the folder of its asset. */
export function loadBundle(directory: string, handler: string): Bundle {
  const cut = handler.lastIndexOf('.');
  const stem = handler.slice(0, cut);
  const extension = EXTENSIONS.find((candidate) => existsSync(join(directory, `${stem}${candidate}`)));
  if (cut < 0 || !extension) throw new AwsError('InvalidParameterValueException', `Could not find the handler ${handler} in the code`);
  const fileName = `${stem}${extension}`;
  const code = readFileSync(join(directory, fileName), 'utf8');
  const key = `${fileName} ${createHash('sha256').update(code).digest('hex')}`;
  let script = scripts.get(key);
  if (!script) {
    script = compile(code, fileName);
    scripts.set(key, script);
  }
  return { script, fileName, exportName: handler.slice(cut + 1), hasSdk: code.includes('AWS_EXECUTION_ENV') };
}

const OPENING = '(function (exports, require, module, __filename, __dirname) {';

/** A function around the module makes its variables locals; as globals of a context they would be slow. */
function compile(code: string, fileName: string): vm.Script {
  return new vm.Script(`${OPENING}${code}\n})`, { filename: `/var/task/${fileName}`, columnOffset: -OPENING.length });
}
