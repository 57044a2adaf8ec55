import type { Cloud, Properties, ResourceProvider } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { given } from '../../properties.ts';
import { refuseUnknown } from '../../refuse.ts';
import { tagList, tagRecord } from '../../tags.ts';
import type { Certificates } from './certificates.ts';

const TYPE = 'AWS::CertificateManager::Certificate';
const PROPERTIES = ['DomainName', 'SubjectAlternativeNames', 'ValidationMethod', 'DomainValidationOptions', 'KeyAlgorithm', 'Tags'];
/** What of a record CloudFormation writes to prove a name. */
const PROOF_TTL_SECONDS = 300;

type Option = { DomainName: string; HostedZoneId?: string };

/**
 * AWS::CertificateManager::Certificate. With a hosted zone CloudFormation puts the proof there itself; without one the stack waits for
 * somebody to do so, for as long as ACM does. The proof stays when the certificate goes: another one of the same name may need it.
 */
export const certificateProvider = (cloud: Cloud, certificates: Certificates): ResourceProvider => ({
  type: TYPE,
  async create(properties, context) {
    refuseUnknown(TYPE, properties, PROPERTIES);
    const certificate = certificates.request(
      given({
        DomainName: properties.DomainName,
        ValidationMethod: properties.ValidationMethod,
        SubjectAlternativeNames: properties.SubjectAlternativeNames,
        KeyAlgorithm: properties.KeyAlgorithm,
        Tags: tagList({ ...context.tags, ...tagRecord(properties.Tags) }),
      }) as { DomainName: string; ValidationMethod: 'DNS' },
    );
    for (const option of zonesOf(properties)) prove(cloud, certificates, option);
    await certificate.issued;
    return { physicalId: certificate.arn };
  },
  update(physicalId, properties, previous, context) {
    const hasChanged = PROPERTIES.some((name) => name !== 'Tags' && JSON.stringify(properties[name]) !== JSON.stringify(previous[name]));
    if (hasChanged) return 'replace';
    certificates.find(physicalId).tags = { ...context.tags, ...tagRecord(properties.Tags) };
    return {};
  },
  delete: (physicalId) => certificates.delete(physicalId),
});

const zonesOf = ({ DomainValidationOptions: options = [] }: Properties): Option[] =>
  (options as Option[]).filter(({ HostedZoneId }) => HostedZoneId !== undefined);

function prove(cloud: Cloud, certificates: Certificates, { DomainName, HostedZoneId }: Option): void {
  const { name, value } = certificates.proofOf(DomainName);
  const record = { Name: name, Type: 'CNAME', TTL: PROOF_TTL_SECONDS, ResourceRecords: [{ Value: value }] };
  try {
    cloud.callNow('route53', 'ChangeResourceRecordSets', {
      HostedZoneId,
      ChangeBatch: { Changes: [{ Action: 'UPSERT', ResourceRecordSet: record }] },
    });
  } catch (error) {
    if (error instanceof AwsError)
      throw new AwsError('InvalidDomainValidationOptionsException', `${DomainName}: ${error.message}`, { cause: error });
    throw error;
  }
}
