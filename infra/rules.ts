import type { RuleRow } from './rows.ts';

/** The rules on the default bus, each with its pattern in events/patterns/<name>.json. */
export const rules: readonly RuleRow[] = [
  {
    name: 'stack-ended',
    description: 'A stack came to an end: resumes the run that waits for it, if one does',
    function: 'runs/resume-run',
  },
  { name: 'database-told', description: 'RDS tells of an instance or a snapshot: resumes who waits for it', function: 'runs/resume-run' },
  {
    name: 'instance-launched',
    description: 'A group launched an instance, or could not: resumes who waits for it',
    function: 'runs/resume-run',
  },
  {
    name: 'refresh-ended',
    description: 'An instance refresh came to an end: resumes the run that waits for it, if one does',
    function: 'runs/resume-run',
  },
  { name: 'image-made', description: 'An image is there, or never will be: resumes who waits for it', function: 'runs/resume-run' },
  { name: 'command-ended', description: 'A command ended: resumes the run that waits for it, if one does', function: 'runs/resume-run' },
  {
    name: 'execution-ended-badly',
    description: 'An execution was stopped or failed: undoes and closes the run, if it is one of ours',
    function: 'runs/undo-run',
  },
  {
    name: 'node-launching',
    description: 'A group holds a new instance at a launch hook: at ours, the node checks itself',
    function: 'lifecycle/admit-node',
  },
  {
    name: 'node-terminating',
    description: 'A group holds an instance at a terminate hook: at ours, the logs of the drained node are kept',
    function: 'lifecycle/retire-node',
  },
  {
    name: 'node-command-ended',
    description: 'A command ended: completes the hook that holds the node it ran on, if it is ours',
    function: 'lifecycle/finish-hook',
  },
  {
    name: 'group-acted',
    description: 'A group launched or terminated an instance: noted in the audit of the run',
    function: 'lifecycle/record-activity',
  },
  {
    name: 'alarm-changed',
    description: 'An alarm changed its state: expected, real, or a stop condition',
    function: 'alarms/handle-alarm',
  },
];
