import { type App, CfnCondition, CfnDeletionPolicy, Fn, Token } from 'aws-cdk-lib';
import { CfnAccessPoint, CfnFileSystem, CfnMountTarget } from 'aws-cdk-lib/aws-efs';
import { LayerStack } from './layer-stack.ts';
import { either, isTrue, onlyIf } from './network/conditions.ts';

/** PHP's user on a web node: apache has this number on Fedora and on what comes of it, Amazon Linux among them. */
const phpUser = '48';
const zoneOrdinals = ['First', 'Second', 'Third', 'Fourth'] as const;

/** EFS over the zones of a site: encrypted, with a mount target a zone, and one access point, by which alone the nodes come in. */
export class FilesLayer extends LayerStack {
  constructor(scope: App) {
    super(scope, 'files');
    const fileSystem = this.fileSystem();
    this.mountTargets(fileSystem);
    const accessPoint = new CfnAccessPoint(this, 'AccessPoint', {
      fileSystemId: fileSystem.ref,
      // Whoever asks, root of a node included, is PHP's user here: every node may change what another one wrote.
      posixUser: { uid: phpUser, gid: phpUser },
      rootDirectory: { path: '/site', creationInfo: { ownerUid: phpUser, ownerGid: phpUser, permissions: '0755' } },
    });

    this.outputs({ FileSystemId: fileSystem.ref, AccessPointId: accessPoint.ref });
  }

  private fileSystem(): CfnFileSystem {
    const hasBackups = isTrue(this, 'HasBackups', this.text('Backups', { allowedValues: ['true', 'false'] }));
    const fileSystem = new CfnFileSystem(this, 'Files', {
      encrypted: true,
      performanceMode: 'generalPurpose',
      throughputMode: this.text('ThroughputMode', { allowedValues: ['elastic', 'bursting'] }),
      backupPolicy: { status: either(hasBackups, 'ENABLED', 'DISABLED') },
      fileSystemPolicy: encryptedOnly,
    });
    // What is torn down is meant to be gone; what a change would replace holds the uploads of a site.
    fileSystem.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
    fileSystem.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    return fileSystem;
  }

  /** Two zones that every site has, and two more that it may have. */
  private mountTargets(fileSystem: CfnFileSystem): void {
    const subnetIds = this.list('DataSubnetIds');
    const securityGroups = [this.text('FilesSecurityGroupId')];
    const count = Token.asString(this.number('ZoneCount', 2, zoneOrdinals.length));
    const isTwo = Fn.conditionEquals(count, '2');
    const conditions = [
      undefined,
      undefined,
      new CfnCondition(this, 'HasThirdZone', { expression: Fn.conditionNot(isTwo) }),
      new CfnCondition(this, 'HasFourthZone', { expression: Fn.conditionEquals(count, '4') }),
    ];
    for (const [index, ordinal] of zoneOrdinals.entries()) {
      const props = { fileSystemId: fileSystem.ref, subnetId: Fn.select(index, subnetIds), securityGroups };
      onlyIf(conditions[index], new CfnMountTarget(this, `${ordinal}MountTarget`, props));
    }
  }
}

/**
 * A policy of its own ends EFS's default, by which anybody who reaches a mount target may read and write: nobody is allowed here, so
 * that a node comes in by its role only.
 */
const encryptedOnly = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'OnlyByTls',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite', 'elasticfilesystem:ClientRootAccess'],
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
};
