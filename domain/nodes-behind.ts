/** The versions of the launch template that a group launches from now, and that each of its nodes was launched from. */
export type NodeVersions = { wanted: string | undefined; nodes: readonly (string | undefined)[] };

/** How many nodes run what they booted with before the template changed. A version that names itself (`$Latest`) tells nothing. */
export function nodesBehind({ wanted, nodes }: NodeVersions): number {
  if (wanted === undefined || wanted.startsWith('$')) return 0;
  return nodes.filter((version) => version !== undefined && version !== wanted).length;
}

/** What people are told of them; a new template alone replaces nobody. */
export const behindText = (count: number): string =>
  count === 0 ? '' : ` ${count} nodes still run what they booted with before; refresh-site replaces them, asked for {"present": true}.`;
