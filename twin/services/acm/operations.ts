import type { CertificateDetail, CertificateSummary, ListCertificatesRequest, RequestCertificateRequest } from '@aws-sdk/client-acm';
import type { Operation } from '../../cloud.ts';
import { given } from '../../properties.ts';
import { taking } from '../../refuse.ts';
import { tagList, tagRecord } from '../../tags.ts';
import type { Certificate, Certificates } from './certificates.ts';

const REQUEST = 'DomainName ValidationMethod SubjectAlternativeNames IdempotencyToken KeyAlgorithm Tags';

/** Certificates, as the API has them. */
export const acmOperations = (certificates: Certificates): Record<string, Operation> => ({
  RequestCertificate: taking('acm:RequestCertificate', REQUEST, (input: RequestCertificateRequest) => ({
    CertificateArn: certificates.request(input).arn,
  })),
  DescribeCertificate: taking('acm:DescribeCertificate', 'CertificateArn', ({ CertificateArn }) => ({
    Certificate: describe(certificates, certificates.find(CertificateArn)),
  })),
  ListCertificates: taking('acm:ListCertificates', 'CertificateStatuses', ({ CertificateStatuses }: ListCertificatesRequest) => ({
    CertificateSummaryList: certificates
      .all()
      .filter(({ status }) => CertificateStatuses === undefined || CertificateStatuses.includes(status))
      .map(summary),
  })),
  DeleteCertificate: taking('acm:DeleteCertificate', 'CertificateArn', ({ CertificateArn }) => {
    certificates.delete(CertificateArn);
    return {};
  }),
  AddTagsToCertificate: taking('acm:AddTagsToCertificate', 'CertificateArn Tags', ({ CertificateArn, Tags }) => {
    const found = certificates.find(CertificateArn);
    found.tags = { ...found.tags, ...tagRecord(Tags) };
    return {};
  }),
  ListTagsForCertificate: taking('acm:ListTagsForCertificate', 'CertificateArn', ({ CertificateArn }) => ({
    Tags: tagList(certificates.find(CertificateArn).tags),
  })),
});

const describe = (certificates: Certificates, certificate: Certificate): CertificateDetail =>
  given({
    CertificateArn: certificate.arn,
    DomainName: certificate.domainName,
    SubjectAlternativeNames: [...certificate.names],
    Status: certificate.status,
    Type: 'AMAZON_ISSUED',
    KeyAlgorithm: certificate.keyAlgorithm,
    CreatedAt: new Date(certificate.createdMs),
    IssuedAt: certificate.issuedMs === undefined ? undefined : new Date(certificate.issuedMs),
    DomainValidationOptions: certificate.names.map((name) => {
      const proof = certificates.proofOf(name);
      return {
        DomainName: name,
        ValidationMethod: 'DNS',
        ValidationStatus:
          certificate.status === 'ISSUED' ? 'SUCCESS' : certificate.status === 'PENDING_VALIDATION' ? 'PENDING_VALIDATION' : 'FAILED',
        ResourceRecord: { Name: proof.name, Type: 'CNAME', Value: proof.value },
      };
    }),
  } as CertificateDetail);

const summary = ({ arn, domainName, names, status, keyAlgorithm, createdMs }: Certificate) =>
  ({
    CertificateArn: arn,
    DomainName: domainName,
    SubjectAlternativeNameSummaries: [...names],
    Status: status,
    Type: 'AMAZON_ISSUED',
    KeyAlgorithm: keyAlgorithm as 'RSA_2048',
    CreatedAt: new Date(createdMs),
  }) satisfies CertificateSummary;
