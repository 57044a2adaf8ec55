import { describe, expect, it } from 'vitest';
import type { Call } from '#twin/cloud.ts';
import { NotInTwinError } from '#twin/errors.ts';
import { refuseUnknown, taking } from '#twin/refuse.ts';

const CALL: Call = { principal: { kind: 'anonymous' }, requestId: 'request-1', via: 'wire' };

/** An input that notes which values are read. */
function watched(input: object) {
  const read: string[] = [];
  const proxy = new Proxy(input, {
    get(target, name) {
      read.push(String(name));
      return Reflect.get(target, name);
    },
  });
  return { proxy, read };
}

describe('refuseUnknown', () => {
  it('names what is not acted upon', () => {
    expect(() => refuseUnknown('sqs:SendMessage', { QueueUrl: 'q', Colour: 'red' }, ['QueueUrl'])).toThrow(
      new NotInTwinError('sqs:SendMessage with Colour'),
    );
  });

  it('lets a name without a value pass, as the SDK sends none', () => {
    expect(() => refuseUnknown('sqs:SendMessage', { Colour: undefined }, [])).not.toThrow();
  });

  it('refuses false, zero and the empty text', () => {
    for (const value of [false, 0, '', null]) expect(() => refuseUnknown('it', { value }, [])).toThrow('it with value');
  });

  it('reads no value that an operation may take', () => {
    const { proxy, read } = watched({ QueueUrl: 'q', Colour: undefined });

    refuseUnknown('sqs:SendMessage', proxy, ['QueueUrl']);

    expect(read).toEqual(['Colour']);
  });
});

describe('taking', () => {
  const asked: object[] = [];
  const operation = taking('sqs:SendMessage', 'QueueUrl MessageBody', (input) => {
    asked.push(input);
    return { MessageId: '1' };
  });

  it('hands on an input whose parameters are all known', () => {
    expect(operation({ QueueUrl: 'q', MessageBody: 'b' }, CALL)).toEqual({ MessageId: '1' });
    expect(asked).toEqual([{ QueueUrl: 'q', MessageBody: 'b' }]);
  });

  it('does not perform an operation with an unknown parameter', () => {
    asked.length = 0;

    expect(() => operation({ QueueUrl: 'q', DelaySeconds: 3 }, CALL)).toThrow('sqs:SendMessage with DelaySeconds');
    expect(asked).toEqual([]);
  });
});
