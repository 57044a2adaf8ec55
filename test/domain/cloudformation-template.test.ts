import { describe, expect, it } from 'vitest';
import { inspectTemplate, type TemplateFile } from '#domain/cloudformation-template.ts';

const template = (more: Partial<TemplateFile>): TemplateFile => ({ Resources: {}, ...more });
const PARAMETERS = { Nodes: { Type: 'Number' }, Zones: { Type: 'CommaDelimitedList' }, Word: { Type: 'String', Default: 'none' } };
const GIVEN = { Nodes: '2', Zones: 'a,b' };

describe('a template read without an account', () => {
  it('leaves out what its conditions leave out, outputs as well', () => {
    const file = template({
      Parameters: PARAMETERS,
      Conditions: { Two: { 'Fn::Equals': [{ Ref: 'Nodes' }, 2] }, Other: { 'Fn::Not': [{ Condition: 'Two' }] } },
      Resources: { A: { Type: 'T', Condition: 'Two' }, B: { Type: 'T', Condition: 'Other' } },
      Outputs: { X: { Condition: 'Two' }, Y: { Condition: 'Other' } },
    });

    const found = inspectTemplate(file, GIVEN);

    expect(found.resources.map(({ id }) => id)).toEqual(['A']);
    expect(found.outputNames).toEqual(['X']);
  });

  it('fills in parameters, lists, maps and choices, and leaves to CloudFormation what only it knows', () => {
    const file = template({
      Parameters: PARAMETERS,
      Mappings: { Sizes: { small: { gb: 8 } } },
      Conditions: { Has: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Word' }, ''] }] } },
      Resources: {
        A: {
          Type: 'T',
          Properties: {
            Count: { Ref: 'Nodes' },
            Zones: { Ref: 'Zones' },
            Size: { 'Fn::FindInMap': ['Sizes', 'small', 'gb'] },
            Gone: { 'Fn::If': ['Has', { Ref: 'AWS::NoValue' }, 1] },
            List: [{ 'Fn::If': ['Has', 'x', { Ref: 'AWS::NoValue' }] }, { Ref: 'AWS::NoValue' }],
            Other: { 'Fn::GetAtt': ['B', 'Arn'] },
            Self: { Ref: 'B' },
          },
        },
      },
    });

    const [a] = inspectTemplate(file, GIVEN).resources;

    expect(a?.properties).toEqual({
      Count: '2',
      Zones: ['a', 'b'],
      Size: 8,
      List: ['x'],
      Other: { 'Fn::GetAtt': ['B', 'Arn'] },
      Self: { Ref: 'B' },
    });
  });

  it.each<[name: string, file: Partial<TemplateFile>, text: string]>([
    ['a condition that is not there', { Resources: { A: { Type: 'T', Condition: 'None' } } }, 'no condition None'],
    [
      'a parameter without a value',
      { Parameters: { P: { Type: 'String' } }, Resources: { A: { Type: 'T', Properties: { X: { Ref: 'P' } } } } },
      'The parameter P has no value',
    ],
    [
      'a function that conditions may not have',
      { Conditions: { C: { 'Fn::Contains': [[], 'x'] } }, Resources: { A: { Type: 'T', Condition: 'C' } } },
      'Fn::Contains cannot be told',
    ],
    [
      'a condition on what only an account knows',
      { Conditions: { C: { 'Fn::Equals': [{ 'Fn::ImportValue': 'x' }, ''] } }, Resources: { A: { Type: 'T', Condition: 'C' } } },
      'A condition compares',
    ],
  ])('refuses %s by name', (_, file, text) => {
    expect(() => inspectTemplate(template(file), {})).toThrow(text);
  });
});
