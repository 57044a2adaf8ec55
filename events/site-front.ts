import * as z from 'zod';
import { named, whole } from './site-values.ts';

/** Of the hundred rules of a load balancer, as many as the template has room for. */
export const PATH_RULES_LIMIT = 8;
/** A rule's condition compares with up to three patterns, and a rule holds up to five wildcards (ALB guide: rule-condition-types). */
const PATTERNS_LIMIT = 3;
const WILDCARDS_LIMIT = 5;
/** What the load balancer's cookie may last: a second to a week (ELB API: TargetGroupAttribute). */
const STICKINESS_LIMIT_SECONDS = 604_800;
/** The probe asks the site's nodes for these, and for the health page. */
const PROBED_PATHS = ['/nines/health', '/nines/rows'];

const pathPattern = named(
  /^\/[\w$./~"'@:+&*?-]{0,127}$/,
  'a path beginning with /, of 128 characters at most, * and ? standing for others',
);
const pathRuleSchema = z.strictObject({
  path: z.array(pathPattern).min(1).max(PATTERNS_LIMIT),
  to: z.enum(['nodes', 'admin']).optional(),
  answer: z
    .number()
    .refine((status) => /^[245]\d\d$/.test(String(status)), { error: 'a status that a load balancer answers by itself: 2xx, 4xx or 5xx' })
    .optional(),
  redirect: named(/^\/[\w./-]{0,127}$/, 'a path beginning with /').optional(),
});

const httpsSchema = z.strictObject({
  name: named(
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'the name that visitors ask for, in small letters, such as www.example.com',
  ),
  certificateArn: named(
    /^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
    'the ARN of a certificate in AWS Certificate Manager',
  ).optional(),
  hostedZone: named(/^Z[A-Z0-9]{1,31}$/, 'the id of a hosted zone in Route 53, such as Z0123456789ABC').optional(),
});

/** The way in: what the load balancer listens to, where it sends what it hears, and what it remembers of visitors. */
export const frontFields = {
  healthPath: named(/^\/[\w./-]{0,127}$/, 'a path beginning with /').default('/healthy.html'),
  deregistrationDelaySeconds: whole(0, 3_600).default(300),
  https: httpsSchema.optional(),
  pathRules: z.array(pathRuleSchema).max(PATH_RULES_LIMIT).default([]),
  stickiness: z.strictObject({ seconds: whole(1, STICKINESS_LIMIT_SECONDS) }).optional(),
  crossZone: z.boolean().default(true),
  accessLogs: z.boolean().default(false),
  sessions: z.enum(['cache', 'dynamodb', 'sticky', 'none']).optional(),
  admin: z
    .strictObject({ instanceType: named(/^[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'an EC2 instance type such as t3.micro').optional() })
    .optional(),
};

/** What of the way in must be readable before its parts can be held against each other; each part may be wrong by itself. */
const comparableSchema = z.object({
  healthPath: z.string().catch('/healthy.html'),
  https: z.object({ certificateArn: z.string().optional(), hostedZone: z.string().optional() }).optional().catch(undefined),
  pathRules: z
    .array(
      z.object({
        path: z.array(z.string()).catch([]),
        to: z.string().optional(),
        answer: z.number().optional(),
        redirect: z.string().optional(),
      }),
    )
    .catch([]),
  stickiness: z.unknown().optional(),
  crossZone: z.boolean().catch(true),
  sessions: z.string().optional().catch(undefined),
  admin: z.unknown().optional(),
});
type Comparable = z.output<typeof comparableSchema>;
type Rule = Comparable['pathRules'][number];
type Tell = (path: readonly PropertyKey[], allowed: string) => void;

/** What of the way in is wrong beside the form of its fields, whatever else is wrong with the web tier. */
export function tellOfFront(web: unknown, tell: Tell): void {
  const { data } = comparableSchema.safeParse(web);
  if (data === undefined) return;
  tellOfHttps(data, tell);
  tellOfStickiness(data, tell);
  for (const [index, rule] of data.pathRules.entries()) {
    tellOfRule(rule, data, (path, allowed) => tell(['pathRules', index, ...path], allowed));
  }
}

/** A certificate that nobody can validate would keep the stack waiting for ever. */
function tellOfHttps({ https }: Comparable, tell: Tell): void {
  if (https === undefined) return;
  const { certificateArn, hostedZone } = https;
  if (certificateArn === undefined && hostedZone === undefined) {
    tell(['https', 'certificateArn'], 'the ARN of a certificate, or a hostedZone in which one can be validated');
  }
  if (certificateArn !== undefined && hostedZone !== undefined) {
    tell(['https', 'hostedZone'], 'nothing beside certificateArn: a certificate is given or made');
  }
}

function tellOfStickiness({ stickiness, crossZone, sessions }: Comparable, tell: Tell): void {
  // ALB guide, cross-zone load balancing for target groups: considerations.
  if (stickiness !== undefined && !crossZone) tell(['crossZone'], 'true, with stickiness: a load balancer has one or the other');
  if (sessions === 'sticky' && stickiness === undefined) {
    tell(['sessions'], 'cache, dynamodb or none, without stickiness: {seconds}: each node would know its own sessions only');
  }
}

function tellOfRule(rule: Rule, { healthPath, admin }: Comparable, tell: Tell): void {
  const { path, to, answer, redirect } = rule;
  const given = [to, answer, redirect].filter((way) => way !== undefined).length;
  if (given !== 1) tell(['to'], 'one of to: nodes or admin, answer: a status, redirect: a path');
  if (to === 'admin' && admin === undefined) tell(['to'], 'nodes, without an admin node');
  const wildcards = path.join('').match(/[*?]/g)?.length ?? 0;
  if (wildcards > WILDCARDS_LIMIT) tell(['path'], `${WILDCARDS_LIMIT} wildcards at most in a rule`);
  if (redirect !== undefined && path.some((pattern) => fits(pattern, redirect))) {
    tell(['redirect'], 'a path that the rule itself does not take: visitors would go in circles');
  }
  const [hidden] = to === 'nodes' ? [] : [healthPath, ...PROBED_PATHS].filter((probed) => path.some((pattern) => fits(pattern, probed)));
  if (hidden !== undefined) tell(['path'], `patterns that leave ${hidden} to the nodes: the probe asks for it there`);
}

/** Whether a load balancer's pattern takes a path: `*` is any text, `?` one character. */
function fits(pattern: string, path: string): boolean {
  const escaped = pattern.replace(/[.+$^{}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(path);
}
