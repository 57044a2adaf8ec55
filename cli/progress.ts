/** Carriage return and 'erase to the end of the line', which take no column. */
const PREFIX_LENGTH = 4;

/** One line that is rewritten while a play runs: the virtual clock and what runs now. Only on a terminal. */
export function progressLine(stream: NodeJS.WriteStream, isQuiet: boolean) {
  const isShown = stream.isTTY && !isQuiet;
  return {
    update(virtualMs: number, doing: string): void {
      if (!isShown) return;
      const clock = new Date(virtualMs).toISOString().slice(0, 16).replace('T', ' ');
      stream.write(`\r\x1b[K${clock} UTC  ${doing || 'quiet'}`.slice(0, (stream.columns || 80) + PREFIX_LENGTH));
    },
    clear(): void {
      if (isShown) stream.write('\r\x1b[K');
    },
  };
}
