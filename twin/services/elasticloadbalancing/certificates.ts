import type { Cloud } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';

/** The names that a certificate of ACM is for; a listener takes none that is missing or not yet issued. */
export function namesOfCertificate(cloud: Cloud, arn: string): readonly string[] {
  const { SubjectAlternativeNames = [], Status } = certificate(cloud, arn);
  if (Status !== 'ISSUED') throw new AwsError('UnsupportedCertificate', `The certificate '${arn}' must have a status of ISSUED`);
  return SubjectAlternativeNames;
}

type Described = { SubjectAlternativeNames?: string[]; Status?: string };

function certificate(cloud: Cloud, arn: string): Described {
  try {
    return cloud.callNow<{ Certificate: Described }>('acm', 'DescribeCertificate', { CertificateArn: arn }).Certificate;
  } catch (error) {
    if (error instanceof AwsError && error.shape === 'ResourceNotFoundException')
      throw new AwsError('CertificateNotFoundException', `Certificate ARN '${arn}' is not found`);
    throw error;
  }
}

/** Whether a certificate is for a host: by its name, or by one with an asterisk for the first part. */
export const covers = (names: readonly string[], host: string): boolean =>
  names.some((name) => name === host || (name.startsWith('*.') && host.slice(host.indexOf('.')) === name.slice(1)));
