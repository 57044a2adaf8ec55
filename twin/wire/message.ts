/** An HTTP request as it reaches the door of the embedded cloud, its body complete; header names in lower case. */
export type WireRequest = {
  readonly method: string;
  readonly host: string;
  /** Path with its query, as on the request line. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

export type WireResponse = {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
};

/** What a protocol understood of a request: the operation's name and its input as the SDK for JavaScript spells it. */
export type Decoded = { readonly operation: string; readonly input: Record<string, unknown> };
