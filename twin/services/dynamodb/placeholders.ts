import { type AttributeValue, type Item, normalize } from './attribute-value.ts';
import { validation } from './errors.ts';

/** ExpressionAttributeNames and ExpressionAttributeValues of one request; DynamoDB refuses those that no expression uses. */
export class Placeholders {
  readonly #names: Readonly<Record<string, string>>;
  readonly #values: Item;
  readonly #used = new Set<string>();

  constructor(names: Record<string, string> | undefined, values: Item | undefined) {
    this.#names = names ?? {};
    this.#values = values ?? {};
  }

  name(parameter: string, token: string): string {
    const name = this.#names[token];
    if (name === undefined) {
      throw validation(
        `Invalid ${parameter}: An expression attribute name used in the document path is not defined; attribute name: ${token}`,
      );
    }
    this.#used.add(token);
    return name;
  }

  value(parameter: string, token: string): AttributeValue {
    const value = this.#values[token];
    if (value === undefined) {
      throw validation(`Invalid ${parameter}: An expression attribute value used in expression is not defined; attribute value: ${token}`);
    }
    this.#used.add(token);
    return normalize(value);
  }

  /** To be called when all expressions of the request were parsed. */
  refuseUnused(): void {
    this.#refuse('ExpressionAttributeNames', Object.keys(this.#names));
    this.#refuse('ExpressionAttributeValues', Object.keys(this.#values));
  }

  #refuse(parameter: string, tokens: string[]): void {
    const unused = tokens.filter((token) => !this.#used.has(token));
    if (unused.length > 0) throw validation(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`);
  }
}
