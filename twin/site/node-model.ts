import type { HttpRequest, HttpResponse } from '../network/network.ts';

/** What the twin tells the site's model of a node when EC2 starts it. */
export type NodeFacts = {
  readonly instanceId: string;
  readonly zone: string;
  readonly privateIp: string;
  /** What its volume was made of. */
  readonly imageId: string;
  readonly instanceType: string;
  /** The launch template's user data, decoded: what the bootstrap script is given. */
  readonly userData: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether packets find a way from here, now, to an AWS service by the last part of its endpoint's name (`s3`), or to the `internet`. */
  readonly reaches: (destination: string) => boolean;
};

/** How a node answers visitors in bulk at this moment. */
export type FlowAnswer = {
  /** Share of dynamic requests answered well, 0 to 1, and the status of the rest. */
  readonly okShare: number;
  readonly failStatus: number;
};

/** What a script on a node left. */
export type CommandResult = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** One web node seen from outside. The twin's EC2 owns its life; the model owns what it answers. No ticks: it signals changes. */
export type Node = {
  /** One HTTP request (a health check, a probe, a person). */
  answer(request: HttpRequest): HttpResponse | Promise<HttpResponse>;
  /** Whether the health page answers now, without making a request of it. */
  healthStatus(path: string): number;
  flow(): FlowAnswer;
  /** CPU use in percent when it serves this many requests a second. */
  cpuPercent(requestsPerSecond: number): number;
  /** Runs a shell command document (SSM), answering after virtual time by `done`. */
  command(commands: readonly string[], done: (result: CommandResult) => void): void;
  /** The instance stops or is terminated. */
  stop(): void;
};

/** Made by the site (site/model); the twin starts one a node. `onChange` is to be called when `healthStatus` or `flow` may differ. */
export type NodeModel = {
  start(facts: NodeFacts, onChange: () => void): Node;
};
