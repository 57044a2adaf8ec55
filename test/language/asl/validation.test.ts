import { describe, expect, it } from 'vitest';
import { diagnose } from '#language/asl/check-definition.ts';
import { compileMachine, InvalidDefinitionError } from '#language/asl/index.ts';
import { LAMBDA, one } from './host.ts';

const SCHEMA = 'SCHEMA_VALIDATION_FAILED';
const TARGET = 'MISSING_TRANSITION_TARGET';

/** `code location: message` of every refusal, as compileMachine throws them. */
function refusals(definition: unknown): string[] {
  try {
    compileMachine(definition);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidDefinitionError)) throw error;
    return error.diagnostics.map(({ code, location, message }) => `${code} ${location}: ${message}`);
  }
}

const branch = (states: object, StartAt = 'B') => ({ StartAt, States: states });

describe('a machine', () => {
  it.each<[what: string, definition: unknown, expected: string[]]>([
    ['without fields', {}, [`${SCHEMA} /: These fields are required: [StartAt, States]`]],
    ['without states', { StartAt: 'S', States: {} }, [`${SCHEMA} /States: Value cannot be empty`]],
    ['whose States are a list', { StartAt: 'S', States: [] }, [`${SCHEMA} /States: Expected value of type [OBJECT]`]],
    ['with an unknown field', { ...one({ Type: 'Pass' }), Foo: 1 }, [`${SCHEMA} /: Field 'Foo' is not supported`]],
    [
      'of another version',
      { ...one({ Type: 'Pass' }), Version: '2.0' },
      [`${SCHEMA} /Version: Value should be one of the following: [1.0]`],
    ],
    [
      'whose timeout is too long',
      { ...one({ Type: 'Pass' }), TimeoutSeconds: 1e8 },
      [`${SCHEMA} /TimeoutSeconds: Maximum value is 99999999`],
    ],
    ['whose comment is a number', { ...one({ Type: 'Pass' }), Comment: 1 }, [`${SCHEMA} /Comment: Expected value of type [STRING]`]],
    [
      'of a language that is none',
      { ...one({ Type: 'Pass' }), QueryLanguage: 'jsonata' },
      [`${SCHEMA} /QueryLanguage: Value should be one of the following: [JSONPath, JSONata]`],
    ],
  ])('%s is refused', (_what, definition, expected) => {
    expect(refusals(definition)).toEqual(expected);
  });
});

describe('a state', () => {
  it.each<[what: string, state: unknown, expected: string[]]>([
    ['that is no object', 5, [`${SCHEMA} /States/S: Expected value of type [OBJECT]`]],
    ['without a type', { End: true }, [`${SCHEMA} /States/S: These fields are required: [Type]`]],
    [
      'of an unknown type',
      { Type: 'Loop', End: true },
      [
        `${SCHEMA} /States/S/Type: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]`,
      ],
    ],
    [
      'with a field of another type of state',
      { Type: 'Pass', End: true, Retry: [{ ErrorEquals: ['A'] }] },
      [`${SCHEMA} /States/S: Field 'Retry' is not supported`],
    ],
    [
      'that both ends and goes on',
      { Type: 'Pass', End: true, Next: 'S' },
      [`${SCHEMA} /States/S: There should only be one of the following fields: [Next, End]`],
    ],
    ['whose End is no boolean', { Type: 'Pass', End: 'yes' }, [`${SCHEMA} /States/S/End: Expected value of type [BOOLEAN]`]],
  ])('%s is refused', (_what, state, expected) => {
    const definition = branch({ S: state, Z: { Type: 'Succeed' } }, 'S');

    expect(refusals(definition).filter((text) => !text.startsWith(TARGET))).toEqual(expected);
  });

  it.each<[what: string, name: string, code: string]>([
    ['81 characters', 'x'.repeat(81), 'INVALID_STATE_NAME'],
    ['no character', '', 'INVALID_STATE_NAME'],
  ])('whose name has %s is refused', (_what, name, code) => {
    const found = diagnose({ StartAt: name, States: { [name]: { Type: 'Succeed' } } });

    expect(found.map((finding) => finding.code)).toEqual([code]);
  });

  it.each([['x'.repeat(80)], ['💡'.repeat(80)], ['a/b c'], ['constructor'], ['__proto__']])('may be called %.20j', (name) => {
    const definition = JSON.parse(`{"StartAt":${JSON.stringify(name)},"States":{${JSON.stringify(name)}:{"Type":"Succeed"}}}`);

    expect(refusals(definition)).toEqual([]);
  });

  it('has a name of its own in the whole machine', () => {
    const definition = one({ Type: 'Parallel', Branches: [branch({ S: { Type: 'Succeed' } }, 'S')] });

    expect(refusals(definition)).toEqual(['DUPLICATE_STATE_NAME /States/S/Branches[0]/States/S: Duplicate State name: S']);
  });
});

describe('a transition', () => {
  const task = { Type: 'Task', Resource: LAMBDA };
  const end = { Z: { Type: 'Succeed' } };

  it.each<[what: string, definition: unknown, expected: string[]]>([
    [
      'from Next',
      branch({ S: { Type: 'Pass', Next: 'X' } }, 'S'),
      [`${TARGET} /States/S/Next: Missing 'Next' target: X`, 'MISSING_END_STATE /: Workflow has no terminal state'],
    ],
    [
      'from a rule',
      branch({ C: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'X' }], Default: 'Z' }, ...end }, 'C'),
      [`${TARGET} /States/C/Choices[0]/Next: Missing 'Next' target: X`],
    ],
    [
      'from Default',
      branch({ C: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Z' }], Default: 'X' }, ...end }, 'C'),
      [`${TARGET} /States/C/Default: Missing 'Next' target: X`],
    ],
    [
      'from a catcher',
      branch({ T: { ...task, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'X' }], End: true } }, 'T'),
      [`${TARGET} /States/T/Catch[0]/Next: Missing 'Next' target: X`],
    ],
    [
      'from StartAt',
      branch({ S: { Type: 'Succeed' } }, 'X'),
      [`${TARGET} /StartAt: Missing 'Next' target: X`, `${TARGET} /States/S: State "S" is not reachable.`],
    ],
    [
      'out of a branch',
      branch({ P: { Type: 'Parallel', Branches: [branch({ B: { Type: 'Pass', Next: 'Z' } })], Next: 'Z' }, ...end }, 'P'),
      [`${TARGET} /States/P/Branches[0]/States/B/Next: Missing 'Next' target: Z`],
    ],
    [
      'to a member that every object has',
      branch({ S: { Type: 'Pass', Next: 'toString' }, ...end }, 'S'),
      [`${TARGET} /States/S/Next: Missing 'Next' target: toString`, `${TARGET} /States/Z: State "Z" is not reachable.`],
    ],
  ])('%s to nowhere is refused', (_what, definition, expected) => {
    expect(refusals(definition)).toEqual(expected);
  });

  it('leads to every state, within branches too', () => {
    const lost = { A: { Type: 'Succeed' }, Lost: { Type: 'Succeed' } };
    const definition = one({ Type: 'Parallel', Branches: [branch(lost, 'A')] });

    expect(refusals(definition)).toEqual([`${TARGET} /States/S/Branches[0]/States/Lost: State "Lost" is not reachable.`]);
  });

  it('leads to an end of the machine somewhere, and then lost states are not told besides', () => {
    const loop = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } };

    expect(refusals(branch({ ...loop, Lost: { Type: 'Pass', Next: 'A' } }, 'A'))).toEqual([
      'MISSING_END_STATE /: Workflow has no terminal state',
    ]);
    expect(refusals(branch({ ...loop, ...end }, 'A'))).toEqual([`${TARGET} /States/Z: State "Z" is not reachable.`]);
  });

  it('may loop for ever within a branch', () => {
    const loop = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } };

    expect(refusals(one({ Type: 'Parallel', Branches: [branch(loop, 'A')] }))).toEqual([]);
  });
});

describe('a definition', () => {
  it('is refused with every problem at once', () => {
    const definition = {
      StartAt: 'Gone',
      Oops: 1,
      States: {
        A: { Type: 'Pass', Next: 'B', ResultPath: 'x' },
        B: { Type: 'Task', Resource: 'f', Retry: [{}], End: true },
        C: { Type: 'Nope' },
      },
    };

    expect(refusals(definition).map((text) => text.split(':')[0])).toEqual([
      `${SCHEMA} /`,
      `${SCHEMA} /States/A/ResultPath`,
      `${SCHEMA} /States/B/Resource`,
      `${SCHEMA} /States/B/Retry[0]`,
      `${SCHEMA} /States/C/Type`,
      `${TARGET} /StartAt`,
      `${TARGET} /States/A`,
      `${TARGET} /States/B`,
      `${TARGET} /States/C`,
    ]);
  });

  it('of a hundred thousand problems lists a hundred', () => {
    const states = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`S${i}`, { Type: 'Nope' }]));

    expect(refusals({ StartAt: 'S0', States: states })).toHaveLength(100);
  });

  it('is told apart from what is legal and only not supported', () => {
    const definition = { ...one({ Type: 'Pass' }), TimeoutSeconds: 0 };

    expect(diagnose(definition)).toEqual([]);
    expect(refusals(definition)[0]).toContain('not supported by this interpreter');
  });
});
