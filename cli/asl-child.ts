import { answerAslLine } from './asl-answer.ts';
import { overStandardInput } from './commands/lines.ts';

/** The process that a Runner hands its lines to. */
await overStandardInput('asl', async (lines, write) => {
  for await (const line of lines) write(await answerAslLine(line));
});
