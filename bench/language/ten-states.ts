import type { Json } from '#language/asl/index.ts';

/** Ten states, Pass and Choice in turn, in JSONPath with what such machines use: all are entered, in this order. */
export const TEN_STATES = {
  StartAt: 'Read the order',
  States: {
    'Read the order': {
      Type: 'Pass',
      Parameters: {
        'id.$': '$.order.id',
        'total.$': '$.order.total',
        'country.$': '$.order.address.country',
        'first.$': '$.order.lines[0].sku',
      },
      ResultPath: '$.read',
      Next: 'Is there a line?',
    },
    'Is there a line?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.order.lines[0]', IsPresent: true, Next: 'Add the shipping' }],
      Default: 'Refuse',
    },
    'Add the shipping': { Type: 'Pass', Result: { days: 3, price: 5 }, ResultPath: '$.shipping', Next: 'Is it abroad?' },
    'Is it abroad?': {
      Type: 'Choice',
      Choices: [
        { Variable: '$.read.country', StringEquals: 'US', Next: 'Refuse' },
        { Not: { Variable: '$.read.country', StringEquals: 'CH' }, Next: 'Declare it' },
      ],
      Default: 'Refuse',
    },
    'Declare it': { Type: 'Pass', InputPath: '$.read', ResultPath: '$.declared', Next: 'Is it large?' },
    'Is it large?': {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.read.total', NumericGreaterThan: 100 },
            { Variable: '$.shipping.days', NumericLessThan: 7 },
          ],
          Next: 'Insure it',
        },
      ],
      Default: 'Refuse',
    },
    'Insure it': {
      Type: 'Pass',
      Parameters: { insured: true, 'sum.$': '$.read.total' },
      ResultPath: '$.insurance',
      Next: 'Is it insured?',
    },
    'Is it insured?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.insurance.insured', BooleanEquals: true, Next: 'Say what was done' }],
      Default: 'Refuse',
    },
    'Say what was done': {
      Type: 'Pass',
      Parameters: { 'text.$': "States.Format('{} to {}', $.read.id, $.read.country)", 'order.$': '$.order', 'shipping.$': '$.shipping' },
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
    Refuse: { Type: 'Fail', Error: 'Refused', Cause: 'The order was not as the benchmark made it.' },
  },
};

/** An order that goes through all ten. */
export const ORDER: Json = {
  order: {
    id: 'o-4711',
    total: 120.5,
    address: { street: 'Rue de la Loi 1', city: 'Brussels', country: 'BE' },
    lines: [
      { sku: 'lamp', count: 2, price: 40 },
      { sku: 'cable', count: 9, price: 4.5 },
    ],
  },
};
