/** Where a thing of EFS stands in its life. What is deleted is not told of any more. */
export type LifeCycleState = 'creating' | 'available' | 'updating' | 'deleting';

export type FileSystem = {
  readonly id: string;
  readonly arn: string;
  readonly creationToken: string;
  readonly createdMs: number;
  readonly isEncrypted: boolean;
  readonly performanceMode: string;
  throughputMode: string;
  state: LifeCycleState;
  tags: Readonly<Record<string, string>>;
  /** Resolves when the last change that was asked for is done. */
  settled: Promise<void>;
};

/** A file system's address in one zone. */
export type MountTarget = {
  readonly id: string;
  readonly fileSystemId: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly address: string;
  readonly interfaceId: string;
  securityGroupIds: readonly string[];
  state: LifeCycleState;
  settled: Promise<void>;
};

/** A way into a file system, with a user and a folder of its own. */
export type AccessPoint = {
  readonly id: string;
  readonly arn: string;
  readonly fileSystemId: string;
  readonly posixUser: object | undefined;
  readonly rootDirectory: object | undefined;
  state: LifeCycleState;
  tags: Readonly<Record<string, string>>;
  settled: Promise<void>;
};
