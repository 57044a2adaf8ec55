/** The reasons for wildcards that more than one statement has; each is what a reader of the policy would ask. */

/** Actions that ask for everything (Service Authorization Reference). */
export const noResources = 'IAM gives these actions no resources or, where they list, all of their kind';
/** Task tokens are made at run time, and have no ARN. */
export const tokensAreNoResources = 'Task tokens are no resources: IAM knows none for these actions';
/** Names that are put together at run time. */
export const ownNames = 'The name holds the site, which is known at run time only; nothing but Nines gives such names';
/** Resources whose ids AWS makes, or whose names a site chooses. */
export const taggedWithSite = 'Sites choose names and AWS makes ids at run time: the condition keeps it to what carries the tag of a site';
/** Reads of things that a site names as it likes; IAM has no tag condition for them, or a missing thing could not be told. */
export const readsAnySite = 'Reads only, of whichever site is asked about: its name is known at run time only';
