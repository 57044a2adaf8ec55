/**
 * Step Functions and EventBridge Scheduler speak as the AWS SDK for Java 2 does. In the names of members only the leading run
 * of capitals is lowered (`DBInstanceIdentifier` becomes `DbInstanceIdentifier`, `TargetGroupARNs` stays); in the names of
 * exceptions every acronym is a word (`InvalidDBInstanceStateFault` becomes `InvalidDbInstanceStateException`).
 * Sources: Step Functions Developer Guide, supported-services-awssdk; the naming of the SDK for Java 2's generator.
 */
export function spelledMember(apiName: string): string {
  const lowered = lowerLeadingRun(apiName);
  return lowered.charAt(0).toUpperCase() + lowered.slice(1);
}

/** `DBInstanceNotFoundFault` is `DbInstanceNotFoundException`. */
export function exceptionName(shapeName: string): string {
  if (shapeName.endsWith('Fault')) return `${words(shapeName.slice(0, -'Fault'.length))}Exception`;
  return shapeName.endsWith('Exception') ? words(shapeName) : `${words(shapeName)}Exception`;
}

function lowerLeadingRun(name: string): string {
  let end = 1;
  // A capital that begins the next word, being followed by a small letter, is not of the run.
  while (end < name.length && isUpper(name.charAt(end)) && !(end < name.length - 1 && isLower(name.charAt(end + 1)))) end++;
  return name.slice(0, end).toLowerCase() + name.slice(end);
}

function words(name: string): string {
  return name
    .replace(/(?<=[a-z])(?=[A-Z][a-zA-Z0-9])/g, ' ')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/([0-9])([a-zA-Z])/g, '$1 $2')
    .split(/ +/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('');
}

const isUpper = (letter: string): boolean => letter >= 'A' && letter <= 'Z';
const isLower = (letter: string): boolean => letter >= 'a' && letter <= 'z';
