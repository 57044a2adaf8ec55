import { deepStrictEqual } from 'node:assert';
import { StateMachine } from 'aws-local-stepfunctions';
import { compileMachine, startExecution } from '#language/asl/index.ts';
import { inTurn, perSecond, print, repeat } from '../rounds.ts';
import { contextOf, stillHost } from './still-host.ts';
import { ORDER, TEN_STATES } from './ten-states.ts';

const EXECUTIONS = 10_000;

/** Executions a second of a machine of ten states that was loaded once, one after the other, beside aws-local-stepfunctions. */
export async function benchExecutions(): Promise<void> {
  const machine = compileMachine(TEN_STATES);
  // The peer's log of events cannot be switched off; here nobody reads it, which is its fastest use. Its result is a promise.
  const peer = new StateMachine(TEN_STATES as never);
  const runPeer = (): Promise<unknown> => peer.run(ORDER as never).result;
  const run = async (history: boolean): Promise<unknown> => {
    const execution = startExecution(machine, { input: ORDER, context: contextOf(ORDER), host: stillHost, history });
    await execution.finished;
    if (execution.status !== 'SUCCEEDED') throw new Error(`${execution.status}: ${execution.cause}`);
    return execution.output;
  };
  deepStrictEqual(await run(true), await runPeer());
  const figures = await inTurn({ plain: repeat(() => run(false)), recorded: repeat(() => run(true)), peer: repeat(runPeer) }, EXECUTIONS);
  const peerRate = figures.peer.map(perSecond);
  print({ what: 'executions/s of ten states, no history', ours: figures.plain.map(perSecond), peer: peerRate, limit: '≥ 3 × the peer' });
  print({
    what: "executions/s of ten states, AWS's history",
    ours: figures.recorded.map(perSecond),
    peer: peerRate,
    limit: '≥ 1 × the peer',
  });
}
