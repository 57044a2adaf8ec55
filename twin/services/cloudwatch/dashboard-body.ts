/** What the dashboard body's syntax allows (CloudWatch API reference: dashboard body structure and syntax). */
const MAX_WIDGETS = 500;
const GRID_COLUMNS = 24;
const MAX_HEIGHT = 1_000;
const WIDGET_TYPES = ['metric', 'text', 'log', 'alarm', 'explorer'];
const VIEWS = ['timeSeries', 'singleValue', 'gauge', 'bar', 'pie', 'table'];
const METRIC_PROPERTIES = [
  'accountId',
  'annotations',
  'legend',
  'liveData',
  'metrics',
  'period',
  'region',
  'setPeriodToTimeRange',
  'singleValueFullPrecision',
  'sparkline',
  'stacked',
  'stat',
  'table',
  'timezone',
  'title',
  'trend',
  'view',
  'yAxis',
];

/** One thing wrong with a dashboard: where, and what. `DataPath` and `Message` as PutDashboard answers them. */
export type DashboardProblem = { readonly DataPath: string; readonly Message: string };

type Fields = Readonly<Record<string, unknown>>;

/** Everything wrong with a dashboard's body; nothing for one that CloudWatch would draw. */
export function dashboardProblems(body: string): DashboardProblem[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return [problem('', 'The dashboard body is not valid JSON')];
  }
  if (!isFields(parsed) || !Array.isArray(parsed.widgets)) return [problem('/widgets', 'Should be an array')];
  if (parsed.widgets.length > MAX_WIDGETS) return [problem('/widgets', `Should have at most ${MAX_WIDGETS} items`)];
  return parsed.widgets.flatMap((widget, index) => widgetProblems(widget, `/widgets/${index}`));
}

function widgetProblems(widget: unknown, path: string): DashboardProblem[] {
  if (!isFields(widget)) return [problem(path, 'Should be an object')];
  const { type, x, y, width, height, properties } = widget;
  const problems = [
    ...unless(WIDGET_TYPES.includes(String(type)), `${path}/type`, `Should be one of ${WIDGET_TYPES.join(', ')}`),
    ...unless((x === undefined) === (y === undefined), path, 'Should have both x and y, or neither'),
    ...unless(isWithin(x ?? 0, 0, GRID_COLUMNS - 1), `${path}/x`, `Should be 0 to ${GRID_COLUMNS - 1}`),
    ...unless(isWithin(y ?? 0, 0, Number.MAX_SAFE_INTEGER), `${path}/y`, 'Should be 0 or more'),
    ...unless(isWithin(width ?? 6, 1, GRID_COLUMNS), `${path}/width`, `Should be 1 to ${GRID_COLUMNS}`),
    ...unless(isWithin(height ?? 6, 1, MAX_HEIGHT), `${path}/height`, `Should be 1 to ${MAX_HEIGHT}`),
  ];
  if (!isFields(properties)) return [...problems, problem(`${path}/properties`, 'Should be an object')];
  return [...problems, ...(PROPERTY_RULES[String(type)]?.(properties, `${path}/properties`) ?? [])];
}

const PROPERTY_RULES: Readonly<Record<string, (properties: Fields, path: string) => DashboardProblem[]>> = {
  metric: metricProblems,
  text: ({ markdown }, path) => unless(isText(markdown), `${path}/markdown`, 'Should be a string'),
  log: ({ query, region }, path) => [
    ...unless(isText(query), `${path}/query`, 'Should be a string'),
    ...unless(isText(region), `${path}/region`, 'Should be a string'),
  ],
  alarm: ({ alarms }, path) =>
    unless(
      Array.isArray(alarms) && alarms.length > 0 && alarms.length <= 100 && alarms.every((arn) => String(arn).startsWith('arn:')),
      `${path}/alarms`,
      'Should be an array of 1 to 100 ARNs of alarms',
    ),
};

function metricProblems(properties: Fields, path: string): DashboardProblem[] {
  const { metrics, annotations, region, period, stat, view, title } = properties;
  const unknown = Object.keys(properties).filter((name) => !METRIC_PROPERTIES.includes(name));
  return [
    ...unknown.map((name) => problem(path, `Should not have the property ${name}`)),
    ...unless(isText(region), `${path}/region`, 'Should be a string'),
    ...unless(period === undefined || (isWithin(period, 1, 2_592_000) && isPeriod(Number(period))), `${path}/period`, 'Is no period'),
    ...unless(stat === undefined || isText(stat), `${path}/stat`, 'Should be a string'),
    ...unless(title === undefined || isText(title), `${path}/title`, 'Should be a string'),
    ...unless(view === undefined || VIEWS.includes(String(view)), `${path}/view`, `Should be one of ${VIEWS.join(', ')}`),
    ...(Array.isArray(metrics)
      ? metrics.flatMap((metric, index) => lineProblems(metric, `${path}/metrics/${index}`))
      : unless(annotations !== undefined, path, 'Should have metrics or annotations')),
  ];
}

/** `[namespace, name, (dimension, value)…, {options}]`, or `[{expression, …}]`; `.` repeats what stands above. */
function lineProblems(line: unknown, path: string): DashboardProblem[] {
  if (!Array.isArray(line) || line.length === 0) return [problem(path, 'Should be an array with at least one item')];
  const texts = line.filter(isText);
  const options = line.filter((item) => !isText(item));
  if (options.length > 1 || (options.length === 1 && !isFields(line.at(-1)))) return [problem(path, 'Only its last item may be an object')];
  if (texts.length === 0)
    return unless(isText((line[0] as Fields).expression), path, 'Should have a namespace and a name, or an expression');
  // A namespace and a name, and then dimensions in pairs.
  return unless(texts.length >= 2 && texts.length % 2 === 0, path, 'Should name a namespace, a metric, and a value for each dimension');
}

const problem = (DataPath: string, Message: string): DashboardProblem => ({ DataPath, Message });
const unless = (holds: boolean, path: string, message: string): DashboardProblem[] => (holds ? [] : [problem(path, message)]);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isWithin = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const isPeriod = (seconds: number): boolean => [1, 5, 10, 30].includes(seconds) || seconds % 60 === 0;
