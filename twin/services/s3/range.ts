import { AwsError } from '../../errors.ts';

/** The part of a body that a Range header asks for; one range, as S3 takes it. Anything else is the whole. */
export function cutRange(body: Uint8Array, range: string | undefined): { Body: Uint8Array; ContentLength: number; ContentRange?: string } {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (!match || first + last === '') return { Body: body, ContentLength: body.byteLength };
  const size = body.byteLength;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (from > to) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', { statusCode: 416 });
  const part = body.slice(from, to + 1);
  return { Body: part, ContentLength: part.byteLength, ContentRange: `bytes ${from}-${to}/${size}` };
}
