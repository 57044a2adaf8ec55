import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { logRetention } from '../limits.ts';
import { tagPart } from './tag-part.ts';

/** What outlives every run and the stack itself: the ledger, the idempotency keys and the evidence with the log of its readers. */
export class Records extends Construct {
  readonly ledger: Table;
  readonly idempotency: Table;
  readonly evidence: Bucket;
  readonly accessLogs: IBucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.ledger = new Table(this, 'Ledger', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      // The ledger holds leases and open undos: a site in the middle of a drill would be left broken without it.
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.idempotency = new Table(this, 'Idempotency', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      timeToLiveAttribute: 'expiration',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.idempotency).acknowledge({
      id: 'AwsSolutions::AwsSolutions-DDB3',
      reason: 'A key says that an event was handled, and lives for hours: one of yesterday would be of no use to anybody',
    });
    const closed = {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    // Who read and who wrote the evidence. (The CDK's own types do not know exactOptionalPropertyTypes.)
    this.accessLogs = new Bucket(this, 'AccessLogs', {
      ...closed,
      lifecycleRules: [{ expiration: Duration.days(logRetention) }],
    }) as IBucket;
    this.evidence = new Bucket(this, 'Evidence', { ...closed, versioned: true, serverAccessLogsBucket: this.accessLogs });
    tagPart(this.ledger, 'ledger');
    tagPart(this.idempotency, 'idempotency');
    tagPart(this.evidence, 'evidence');
    tagPart(this.accessLogs, 'evidence');
  }
}
