import type { Json, TaskDone } from '#language/asl/index.ts';
import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';

const FORM = /^AQC[A-Za-z0-9+/]{40,1000}=*$/;
const TOKEN_BYTES = 129;

/** The open task tokens of the account. A token that was used, or whose task waits no more, is closed for ever. */
export class TaskTokens {
  readonly #open = new Map<string, TaskDone>();
  readonly #known = new Set<string>();

  create(random: Random): string {
    const token = `AQC${Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64')}`;
    this.#known.add(token);
    return token;
  }

  open(token: string, done: TaskDone): void {
    this.#open.set(token, done);
  }

  close(token: string): void {
    this.#open.delete(token);
  }

  succeed(token: string | undefined, output: Json): void {
    const done = this.#require(token);
    this.#open.delete(token as string);
    done.succeed(output);
  }

  fail(token: string | undefined, error: string | undefined, cause: string | undefined): void {
    const done = this.#require(token);
    this.#open.delete(token as string);
    done.fail(error, cause);
  }

  heartbeat(token: string | undefined): void {
    this.#require(token).heartbeat();
  }

  #require(token: string | undefined): TaskDone {
    const done = this.#open.get(token ?? '');
    if (done) return done;
    if (!FORM.test(token ?? '')) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
    if (this.#known.has(token as string)) throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    throw new AwsError('TaskDoesNotExist', "Task does not exist: 'The task is not known'");
  }
}
