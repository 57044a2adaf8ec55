import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { TemplateFile } from '#domain/cloudformation-template.ts';
import type { Template } from '#domain/glossary.ts';
import { s3 } from '../clients/s3.ts';
import { environmentOf } from '../environment.ts';
import { MissingError } from '../errors.ts';

const environment = environmentOf('templateUrls');
/** As the CDK writes the URLs of its assets. */
const PATH_STYLE = /^https:\/\/s3\.[a-z0-9-]+\.amazonaws\.com\/([^/]+)\/(.+)$/;

/** Where a layer's template lies. */
export function templateUrl(template: Template): string {
  const urls = JSON.parse(environment().templateUrls) as Partial<Record<Template, string>>;
  const url = urls[template];
  if (url === undefined) throw new MissingError(`There is no template ${template}.`);
  return url;
}

/** The templates of these names, read once each. */
export async function readTemplates(names: readonly Template[]): Promise<Map<Template, TemplateFile>> {
  const wanted = [...new Set(names)];
  return new Map(await Promise.all(wanted.map(async (name) => [name, await readTemplate(name)] as const)));
}

async function readTemplate(name: Template): Promise<TemplateFile> {
  const [, Bucket, Key] = PATH_STYLE.exec(templateUrl(name)) ?? [];
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const text = await Body?.transformToString();
  if (!text) throw new MissingError(`The template ${name} is empty.`);
  return JSON.parse(text) as TemplateFile;
}
