import { describe, expect, it } from 'vitest';
import { csvHeaders, parseCsv } from '#language/asl/csv.ts';

describe('CSV', () => {
  it.each<[what: string, text: string, records: object[]]>([
    ['two columns', 'a,b\n1,2\n', [{ a: '1', b: '2' }]],
    ['line ends of Windows', 'a,b\r\n1,2\r\n', [{ a: '1', b: '2' }]],
    ['a byte order mark', '\uFEFFa\n1', [{ a: '1' }]],
    ['no last line end', 'a\n1', [{ a: '1' }]],
    ['blank lines', 'a\n\n1\n\n', [{ a: '1' }]],
    ['only a header', 'a,b\n', []],
    ['nothing at all', '', []],
    ['a delimiter in quotes', 'a,b\n"1,2",3', [{ a: '1,2', b: '3' }]],
    ['a line end in quotes', 'a,b\n"1\n2",3', [{ a: '1\n2', b: '3' }]],
    ['doubled quotes in quotes', 'a\n"say ""hi"""', [{ a: 'say "hi"' }]],
    ['doubled quotes without quotes', 'a\n{""k"":""v""}', [{ a: '{"k":"v"}' }]],
    ['a quote in the middle', 'a\n5" wide', [{ a: '5" wide' }]],
    ['empty quotes', 'a,b\n"",1', [{ a: '', b: '1' }]],
    ['too few fields', 'a,b,c\n1', [{ a: '1', b: '', c: '' }]],
    ['too many fields', 'a\n1,2,3', [{ a: '1' }]],
    ['spaces, which stay', 'a,b\n 1 ,2', [{ a: ' 1 ', b: '2' }]],
    ['numbers and words, which are texts', 'a,b,c\n1,true,null', [{ a: '1', b: 'true', c: 'null' }]],
    ['an escaped delimiter', 'a,b\n1\\,2,3', [{ a: '1,2', b: '3' }]],
    ['an escaped quote', 'a\n\\"x\\"', [{ a: '"x"' }]],
    ['an escaped backslash', 'a\nc:\\\\d', [{ a: 'c:\\d' }]],
    ['a backslash before anything else', 'a\nx\\y', [{ a: 'xy' }]],
    ['unicode', 'ä,😀\nö,ü', [{ ä: 'ö', '😀': 'ü' }]],
  ])('with %s', (_what, text, records) => {
    expect(parseCsv(text, ',')).toEqual(records);
  });

  it('takes any other delimiter and given headers', () => {
    expect(parseCsv('1|2,3\n', '|', ['a', 'b'])).toEqual([{ a: '1', b: '2,3' }]);
    expect(parseCsv('1\t\n', '\t', ['a', 'b'])).toEqual([{ a: '1', b: '' }]);
  });

  it('may have a column named __proto__', () => {
    const [record] = parseCsv('__proto__\nx', ',');

    expect(Object.keys(record ?? {})).toEqual(['__proto__']);
  });

  it('reads its headers from the first row only', () => {
    expect(csvHeaders('\uFEFFa,"b\nc"\n"unended', ',')).toEqual(['a', 'b\nc']);
  });
});
