import type { ResourceProvider } from '../../cloud.ts';

/** The CDK's usage note, `AWS::CDK::Metadata`: a resource that is nothing but a name. */
export const metadataProvider: ResourceProvider = {
  type: 'AWS::CDK::Metadata',
  create: (properties, context) => {
    // Reading it says that it was understood: it means nothing to anybody but the CDK's makers.
    void properties.Analytics;
    return { physicalId: context.newName() };
  },
  update: () => ({}),
  delete: () => undefined,
};
