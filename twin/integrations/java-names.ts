/**
 * Step Functions and EventBridge Scheduler speak as the AWS SDK for Java 2 does: members are called as its setters are, errors as
 * its exceptions. Sources: Step Functions Developer Guide, supported-services-awssdk; aws-sdk-java-v2, DefaultNamingStrategy and
 * CodegenNamingUtils of its generator, and the `customization.config` of each service of the twin.
 */

/** Words that no Java method may be called; the generator adds `Value` to them. */
const RESERVED: ReadonlySet<string> = new Set(
  [
    'abstract assert boolean break byte case catch char class const continue default do double else enum extends false final finally',
    'float for goto if implements import instanceof int interface long native new null package private protected public return short',
    'static strictfp super switch synchronized this throw throws transient true try void volatile while',
    'equals finalize getClass hashCode notify notifyAll toString wait builder sdkFields toBuilder overrideConfiguration sdkHttpResponse',
  ].flatMap((line) => line.split(' ')),
);

/** Members that a service's customization renames, by structure and member. */
const RENAMED: Readonly<Record<string, string>> = {
  'AttributeValue.NULL': 'NUL',
  'FpgaImage.Public': 'isPublic',
  'Image.Public': 'PublicLaunchPermissions',
};

/** In the names of members only the leading run of capitals is lowered: `DBInstanceIdentifier` is `DbInstanceIdentifier`, `TargetGroupARNs` stays. */
export function spelledMember(apiName: string, structure = ''): string {
  const method = lowerLeadingRun(RENAMED[`${structure}.${apiName}`] ?? apiName);
  const allowed = RESERVED.has(method) || RESERVED.has(method.toLowerCase()) ? `${method}Value` : method;
  return allowed.charAt(0).toUpperCase() + allowed.slice(1);
}

/** In the names of exceptions every acronym is a word: `DBInstanceNotFoundFault` is `DbInstanceNotFoundException`. */
export function exceptionName(shapeName: string): string {
  if (shapeName.endsWith('Fault')) return `${pascalCase(shapeName.slice(0, -'Fault'.length))}Exception`;
  return shapeName.endsWith('Exception') ? pascalCase(shapeName) : `${pascalCase(shapeName)}Exception`;
}

/** The name of a service's client, from the id in its model: `Elastic Load Balancing v2` is `ElasticLoadBalancingV2`. */
export const serviceClass = (serviceId: string): string =>
  pascalCase(serviceId)
    .replace(/^Amazon/, '')
    .replace(/^Aws/, '')
    .replace(/Service$/, '');

function lowerLeadingRun(name: string): string {
  let end = 1;
  // A capital that begins the next word, being followed by a small letter, is not of the run.
  while (end < name.length && isUpper(name.charAt(end)) && !(end < name.length - 1 && isLower(name.charAt(end + 1)))) end++;
  return name.slice(0, end).toLowerCase() + name.slice(end);
}

function pascalCase(name: string): string {
  return name
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .replace(/([^a-z]{2,})v([0-9]+)/g, '$1 v$2 ')
    .replace(/([^A-Z]{2,})V([0-9]+)/g, '$1 V$2 ')
    .replace(/(?<=[a-z])(?=[A-Z][a-zA-Z0-9])/g, ' ')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/([0-9])([a-zA-Z])/g, '$1 $2')
    .trim()
    .split(/ +/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('');
}

const isUpper = (letter: string): boolean => letter >= 'A' && letter <= 'Z';
const isLower = (letter: string): boolean => letter >= 'a' && letter <= 'z';
