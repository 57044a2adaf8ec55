/** A JSONPath that cannot be read. */
export class PathSyntaxError extends Error {}

/** A cursor over a path's text, shared by the path and the filter grammar. */
export class Cursor {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  peek(length = 1): string {
    return this.text.slice(this.at, this.at + length);
  }

  /** Takes the token if it stands here. */
  take(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) throw this.error(`expected '${token}'`);
  }

  /** Takes what a sticky expression matches here. */
  match(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}y`);
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.at += found.length;
    return found;
  }

  skipSpace(): void {
    this.match(/\s*/);
  }

  /** Takes a quoted string; a backslash keeps the next character. */
  quoted(): string {
    const quote = this.peek();
    let out = '';
    for (this.at += 1; this.at < this.text.length; this.at += 1) {
      const c = this.text.charAt(this.at);
      if (c === quote) {
        this.at += 1;
        return out;
      }
      if (c === '\\') this.at += 1;
      out += this.text.charAt(this.at);
    }
    throw this.error('unterminated string');
  }

  error(reason: string): PathSyntaxError {
    return new PathSyntaxError(`${reason} at character ${this.at + 1} of '${this.text}'`);
  }
}
