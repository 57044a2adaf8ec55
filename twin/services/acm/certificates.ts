import type { RequestCertificateRequest } from '@aws-sdk/client-acm';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { tagRecord } from '../../tags.ts';

export type Certificate = {
  readonly arn: string;
  readonly domainName: string;
  /** All names, the first one among them. */
  readonly names: readonly string[];
  readonly keyAlgorithm: string;
  readonly createdMs: number;
  status: 'PENDING_VALIDATION' | 'ISSUED' | 'VALIDATION_TIMED_OUT';
  issuedMs?: number;
  tags: Record<string, string>;
  /** Resolves when it is issued, rejects when its time to be validated is over. */
  readonly issued: Promise<void>;
};

/** How long somebody has to prove that a name is theirs (ACM User Guide: dns-validation). */
const VALIDATION_MS = 72 * 3_600_000;

type Ending = { resolve(): void; reject(error: Error): void };

/** The certificates of the account in its region. What is proven by DNS is issued a while after the proof can be looked up. */
export class Certificates {
  readonly #cloud: Cloud;
  readonly #random;
  readonly #certificates = new Map<string, Certificate>();
  readonly #endings = new Map<string, Ending>();
  readonly #underWay = new Set<string>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#random = cloud.random.split('acm');
    cloud.signals.on('dns:changed', () => {
      for (const certificate of this.all()) this.#look(certificate);
    });
  }

  all(): Certificate[] {
    return [...this.#certificates.values()];
  }

  find(arn: string | undefined): Certificate {
    const found = this.#certificates.get(arn ?? '');
    if (!found) throw new AwsError('ResourceNotFoundException', `Could not find certificate ${arn}.`);
    return found;
  }

  request(input: RequestCertificateRequest): Certificate {
    const { DomainName: domainName = '', ValidationMethod: method, SubjectAlternativeNames = [], Tags } = input;
    if (method !== 'DNS') throw new NotInTwinError(`certificates validated by ${method ?? 'EMAIL'}`);
    const arn = serviceArn(this.#cloud, 'acm', `certificate/${this.#random.uuid()}`);
    const issued = new Promise<void>((resolve, reject) => this.#endings.set(arn, { resolve, reject }));
    // Whoever waits hears of it; nobody has to.
    issued.catch(() => undefined);
    const certificate: Certificate = {
      arn,
      domainName,
      names: [...new Set([domainName, ...SubjectAlternativeNames])],
      keyAlgorithm: input.KeyAlgorithm ?? 'RSA_2048',
      createdMs: this.#cloud.clock.nowMs,
      status: 'PENDING_VALIDATION',
      tags: tagRecord(Tags),
      issued,
    };
    this.#certificates.set(arn, certificate);
    this.#cloud.clock.after(VALIDATION_MS, `time to validate ${domainName} is over`, () => this.#timeOut(certificate));
    this.#look(certificate);
    return certificate;
  }

  /** A certificate that somebody has had for long. */
  own(arn: string, domainName: string): void {
    const createdMs = this.#cloud.clock.nowMs;
    const past = { keyAlgorithm: 'RSA_2048', createdMs, issuedMs: createdMs, tags: {}, issued: Promise.resolve() };
    this.#certificates.set(arn, { arn, domainName, names: [domainName], status: 'ISSUED', ...past });
  }

  delete(arn: string | undefined): void {
    const found = this.find(arn);
    this.#certificates.delete(found.arn);
    this.#endings.get(found.arn)?.reject(new AwsError('ResourceNotFoundException', `Certificate ${found.arn} was deleted.`));
  }

  /** The record that proves a name: the same for every certificate of this account, so that it can stay (the same page). */
  proofOf(name: string): { name: string; value: string } {
    const domain = name.replace(/^\*\./, '').toLowerCase();
    const random = this.#cloud.random.split(`acm proof of ${domain}`);
    return { name: `_${random.hex(32)}.${domain}.`, value: `_${random.hex(32)}.${random.hex(10)}.acm-validations.aws.` };
  }

  isProven(name: string): boolean {
    const proof = this.proofOf(name);
    return this.#cloud.network.valuesOf(proof.name, 'CNAME').includes(proof.value);
  }

  #look(certificate: Certificate): void {
    if (certificate.status !== 'PENDING_VALIDATION' || this.#underWay.has(certificate.arn)) return;
    if (!certificate.names.every((name) => this.isProven(name))) return;
    this.#underWay.add(certificate.arn);
    const { clock, facts } = this.#cloud;
    clock.after(facts.drawMs('acm.issue', this.#random), `issue ${certificate.domainName}`, () => {
      this.#underWay.delete(certificate.arn);
      if (certificate.status !== 'PENDING_VALIDATION' || !this.#certificates.has(certificate.arn)) return;
      certificate.issuedMs = clock.nowMs;
      this.#enter(certificate, 'ISSUED');
      this.#endings.get(certificate.arn)?.resolve();
    });
  }

  #timeOut(certificate: Certificate): void {
    if (certificate.status !== 'PENDING_VALIDATION' || !this.#certificates.has(certificate.arn)) return;
    this.#enter(certificate, 'VALIDATION_TIMED_OUT');
    const missing = certificate.names.filter((name) => !this.isProven(name)).join(', ');
    this.#endings.get(certificate.arn)?.reject(new AwsError('ValidationTimedOut', `Nobody proved within 72 hours to own ${missing}.`));
  }

  #enter(certificate: Certificate, status: Certificate['status']): void {
    this.#cloud.journal.write('activity', { what: 'certificate', id: certificate.domainName, from: certificate.status, to: status });
    certificate.status = status;
  }
}
