import { createNodeModel } from '#site/model/index.ts';
import { bootFromAssembly, readAssets } from '#twin/boot.ts';
import type { Cloud, Faults } from '#twin/cloud.ts';
import { createCloud } from '#twin/create-cloud.ts';
import type { Profile } from '#twin/facts.ts';
import type { FlowBook } from '#twin/flow.ts';
import { addServices, type Services } from '#twin/services/index.ts';
import { callApi, sendChatCommand, type UserKey } from './people.ts';
import type { Scenario } from './scenario.ts';

export type WorldOptions = {
  /** A cloud assembly that `cdk synth` or `node infra/app.ts` left. */
  assembly: string;
  seed: number;
  profile?: Profile;
  startMs: number;
  node: Scenario['node'];
  faults?: Faults;
};

/** The control plane deployed into an embedded account, and the doors that people have to it. */
export type World = {
  cloud: Cloud;
  flows: FlowBook;
  /** What a function logged, by log group. */
  logLines(logGroupName: string): string[];
  outputs: Readonly<Record<string, string>>;
  /** What the account's owner has without Nines: hosted zones and certificates. */
  owned: Pick<Services, 'ownZone' | 'ownCertificate'>;
  api(
    who: string,
    request: { method: string; path: string; query?: Record<string, string>; body?: unknown },
  ): Promise<{ status: number; body: string }>;
  chat(who: string, text: string): Promise<{ status: number; body: string }>;
};

const STACK = 'nines';
/** The deployment itself is played before the story begins; it must be done by then. */
const DEPLOY_MS = 3_600_000;

/** Creates the account, deploys the assembly into it, and stands at `startMs` with everything in place. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const cloud = createCloud({
    seed: options.seed,
    startMs: options.startMs - DEPLOY_MS,
    profile: options.profile ?? 'documented',
    assets: readAssets(options.assembly),
    ...(options.faults ? { faults: options.faults } : {}),
  });
  const services = addServices(cloud, createNodeModel(cloud, options.node));
  const { outputs } = await bootFromAssembly(cloud, options.assembly, { stackName: STACK });
  await cloud.runUntil(options.startMs);
  const apiUrl = outputs.ApiUrl;
  if (!apiUrl) throw new Error('the control plane has no output ApiUrl');
  const keys = new Map<string, UserKey>();
  const keyOf = (who: string): UserKey => {
    const key = keys.get(who) ?? services.createUserKey(who);
    keys.set(who, key);
    return key;
  };
  return {
    cloud,
    flows: services.flows,
    logLines: services.logLines,
    outputs,
    owned: services,
    api: (who, request) => callApi(cloud, apiUrl, keyOf(who), request),
    chat: (who, text) => sendChatCommand(cloud, apiUrl, chatSecret(cloud), { who, text }),
  };
}

/** What an operator would have pasted from Slack's application page. */
function chatSecret(cloud: Cloud): string {
  return cloud.callNow('secretsmanager', 'GetSecretValue', { SecretId: 'nines/chat-signing-secret' }).SecretString;
}
