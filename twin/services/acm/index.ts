import type { Cloud, ServiceModule } from '../../cloud.ts';
import { Certificates } from './certificates.ts';
import { acmOperations } from './operations.ts';
import { certificateProvider } from './provider.ts';

/** `ownCertificate` is the world's doing: a certificate that a person has had for long. */
export type Acm = ServiceModule & { ownCertificate(arn: string, domainName: string): void };

/** ACM: public certificates proven by DNS. CloudFront takes those of us-east-1 only, load balancers those of their own region. */
export function createAcm(cloud: Cloud): Acm {
  const certificates = new Certificates(cloud);
  return {
    name: 'acm',
    operations: acmOperations(certificates),
    providers: [certificateProvider(cloud, certificates)],
    ownCertificate: (arn, domainName) => certificates.own(arn, domainName),
    taggedResources: () => certificates.all().map(({ arn, tags }) => ({ arn, tags, billable: false })),
  };
}
