import type { Dependencies } from './dependencies.ts';

/** How one node ended: `skipped` when something before it did not succeed, or nothing new may start. */
export type NodeEnd = 'done' | 'failed' | 'skipped';

/** Runs a step for each node as soon as all before it are done, side by side; never rejects unless a step does. */
export async function runGraph(
  dependencies: Dependencies,
  step: (id: string) => Promise<'done' | 'failed'>,
  mayStart: () => boolean = () => true,
): Promise<Map<string, NodeEnd>> {
  const running = new Map<string, Promise<NodeEnd>>();
  const run = (id: string): Promise<NodeEnd> => {
    const known = running.get(id);
    if (known) return known;
    const started = Promise.all((dependencies.get(id) ?? []).map(run)).then((ends): NodeEnd | Promise<NodeEnd> =>
      ends.every((end) => end === 'done') && mayStart() ? step(id) : 'skipped',
    );
    running.set(id, started);
    return started;
  };
  for (const id of dependencies.keys()) run(id);
  const ends = new Map<string, NodeEnd>();
  for (const [id, end] of running) ends.set(id, await end);
  return ends;
}
