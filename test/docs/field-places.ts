/** Puts fields into a definition. */
type Place = (fields: object) => object;
/** Where the fields of a section of the page stand, by the column that says whether they are taken there. */
type Places = { isState: boolean; columns: Record<string, Place> };

const LANGUAGES = ['JSONPath', 'JSONata'] as const;
const PROGRAM = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };

const state = (language: string, fields: object): object => ({ QueryLanguage: language, StartAt: 'S', States: { S: fields } });
const inLanguages = (build: (fields: object) => object): Record<string, Place> =>
  Object.fromEntries(LANGUAGES.map((language) => [language, (fields: object) => state(language, build(fields))]));

const ofState = (type: string): Places => ({ isState: true, columns: inLanguages((fields) => ({ Type: type, ...fields })) });
const within = (build: (fields: object) => object): Places => ({ isState: false, columns: inLanguages(build) });
const ofMap = (build: (fields: object) => object): Places =>
  within((fields) => ({ Type: 'Map', ItemProcessor: PROGRAM, End: true, ...build(fields) }));

const TYPES = ['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'];

/** The sections of the page that list fields. */
export const PLACES: Readonly<Record<string, Places>> = {
  'The machine': {
    isState: false,
    columns: {
      machine: (fields) => ({ ...PROGRAM, ...fields }),
      branch: (fields) => state('JSONPath', { Type: 'Parallel', Branches: [{ ...PROGRAM, ...fields }], End: true }),
      processor: (fields) => state('JSONPath', { Type: 'Map', ItemProcessor: { ...PROGRAM, ...fields }, End: true }),
    },
  },
  ...Object.fromEntries(TYPES.map((type) => [type, ofState(type)])),
  'Choice rules': within((fields) => ({ Type: 'Choice', Choices: [fields] })),
  Retry: within((fields) => ({ Type: 'Task', Resource: 'arn:aws:lambda:eu-central-1:123456789012:function:f', Retry: [fields] })),
  Catch: within((fields) => ({ Type: 'Task', Resource: 'arn:aws:lambda:eu-central-1:123456789012:function:f', Catch: [fields] })),
  ProcessorConfig: ofMap((fields) => ({ ItemProcessor: { ...PROGRAM, ProcessorConfig: fields } })),
  ItemReader: ofMap((fields) => ({ ItemReader: fields })),
  ReaderConfig: ofMap((fields) => ({ ItemReader: { ReaderConfig: fields } })),
  ItemBatcher: ofMap((fields) => ({ ItemBatcher: fields })),
  ResultWriter: ofMap((fields) => ({ ResultWriter: fields })),
  WriterConfig: ofMap((fields) => ({ ResultWriter: { WriterConfig: fields } })),
};
