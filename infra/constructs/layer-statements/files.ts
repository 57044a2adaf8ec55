import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { siteTag } from '../../names.ts';
import { readsAnySite, taggedWithSite } from '../../reasons.ts';
import { because } from '../wildcards.ts';
import { allow, arn, carriesSite } from './allow.ts';

const makesIds = 'EFS makes the ids at run time, and a thing is tagged before it carries a site';
const noTag = 'EFS makes the interface of a mount target in the name of who asks for it; it carries no tag';

/** EFS names what it makes itself: it is made for a site, and changed only where it carries one. */
export const files = (): PolicyStatement[] => {
  const fileSystems = arn('elasticfilesystem', 'file-system/*');
  const accessPoints = arn('elasticfilesystem', 'access-point/*');
  return [
    allow(['elasticfilesystem:CreateFileSystem'], because(taggedWithSite, ['*']), { StringLike: { [`aws:RequestTag/${siteTag}`]: '*' } }),
    allow(
      [
        'elasticfilesystem:CreateAccessPoint',
        'elasticfilesystem:CreateMountTarget',
        'elasticfilesystem:DeleteFileSystem',
        'elasticfilesystem:DeleteFileSystemPolicy',
        'elasticfilesystem:DeleteMountTarget',
        'elasticfilesystem:ModifyMountTargetSecurityGroups',
        'elasticfilesystem:PutBackupPolicy',
        'elasticfilesystem:PutFileSystemPolicy',
        'elasticfilesystem:UpdateFileSystem',
      ],
      because(taggedWithSite, [fileSystems]),
      carriesSite,
    ),
    allow(['elasticfilesystem:DeleteAccessPoint'], because(taggedWithSite, [accessPoints]), carriesSite),
    allow(['elasticfilesystem:TagResource', 'elasticfilesystem:UntagResource'], because(makesIds, [fileSystems, accessPoints])),
    allow(
      [
        'elasticfilesystem:DescribeAccessPoints',
        'elasticfilesystem:DescribeBackupPolicy',
        'elasticfilesystem:DescribeFileSystemPolicy',
        'elasticfilesystem:DescribeFileSystems',
        'elasticfilesystem:DescribeLifecycleConfiguration',
        'elasticfilesystem:DescribeMountTargets',
        'elasticfilesystem:DescribeMountTargetSecurityGroups',
        'elasticfilesystem:DescribeReplicationConfigurations',
        'elasticfilesystem:ListTagsForResource',
      ],
      because(readsAnySite, [fileSystems, accessPoints]),
    ),
    allow(['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:ModifyNetworkInterfaceAttribute'], because(noTag, ['*'])),
  ];
};
