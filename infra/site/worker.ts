import { type App, Fn, Validations } from 'aws-cdk-lib';
import { LayerStack } from './layer-stack.ts';
import { madeOnce } from './web/parameters.ts';
import { workerGroup } from './worker/group.ts';
import { workerNode } from './worker/node.ts';
import { workQueue } from './worker/queue.ts';
import { backlogScaling } from './worker/scaling.ts';

/** The tier that nobody meets: a queue, and a group of nodes that grows with what waits in it. */
export class WorkerLayer extends LayerStack {
  constructor(scope: App, bootstrapScript: string) {
    super(scope, 'worker');
    const parameters = madeOnce({
      text: (name, props) => this.text(name, props),
      number: (name, least, most) => this.number(name, least, most),
      list: (name) => this.list(name),
    });
    const visibilitySeconds = this.number('VisibilitySeconds', 30, 43_200);
    const queue = workQueue(this, { name: Fn.join('-', [this.ownName(), 'work']), visibilitySeconds });
    const template = workerNode(this, parameters, { site: this.site, bootstrapScript, queue, visibilitySeconds });
    const group = workerGroup(this, parameters, {
      name: Fn.join('-', [this.ownName(), 'worker']),
      nodeName: this.named('worker'),
      template,
    });
    backlogScaling(this, parameters, { group, queue });
    Validations.of(this).acknowledge(
      { id: 'CloudFormation-Validate::W2509', reason: 'DatabaseSecretArn is the address of a secret, not a secret' },
      { id: 'AwsSolutions::AwsSolutions-AS3', reason: 'EventBridge tells Nines of every scaling activity, and the ledger keeps it' },
    );
    this.outputs({
      QueueUrl: queue.ref,
      QueueArn: queue.attrArn,
      QueueName: queue.attrQueueName,
      WorkerGroupName: group.ref,
    });
  }
}
