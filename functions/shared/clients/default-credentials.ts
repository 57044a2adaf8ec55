/**
 * What the bundler puts in the place of the SDK's default credential chain: in Lambda the keys always come by the environment.
 * The chain's other links (profiles, SSO, STS, metadata) were a third of every bundle and of its cold start.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
