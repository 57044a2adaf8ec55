import type { Output } from '@aws-sdk/client-cloudformation';
import { holds, resolve } from './intrinsics.ts';
import type { Plan } from './plan.ts';
import type { Stack } from './stack.ts';
import { invalid } from './template.ts';

/** Evaluates a stack's outputs once its resources are there; export names are unique in the region. */
export function resolveOutputs(plan: Plan, stack: Stack, others: Iterable<Stack>): Output[] {
  const outputs: Output[] = [];
  for (const [key, output] of Object.entries(plan.template.outputs)) {
    if (output.Condition !== undefined && !holds(output.Condition, plan.scope)) continue;
    const value = resolve(output.Value, plan.scope);
    if (typeof value === 'object' || value === undefined)
      throw invalid(`Template format error: Output ${key} is malformed. The Value field of every Output must be a string`);
    const exportName = output.Export ? String(resolve(output.Export.Name, plan.scope)) : undefined;
    if (exportName !== undefined) refuseTaken(exportName, stack, others);
    outputs.push({
      OutputKey: key,
      OutputValue: String(value),
      ...(output.Description ? { Description: output.Description } : {}),
      ...(exportName === undefined ? {} : { ExportName: exportName }),
    });
  }
  return outputs;
}

function refuseTaken(exportName: string, stack: Stack, others: Iterable<Stack>): void {
  for (const other of others) {
    if (other.id === stack.id || other.deletedMs !== undefined) continue;
    if (other.outputs.some((output) => output.ExportName === exportName)) {
      throw invalid(`Export with name ${exportName} is already exported by stack ${other.name}. Rollback requested by user.`);
    }
  }
}
