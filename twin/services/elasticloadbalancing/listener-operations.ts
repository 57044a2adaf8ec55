import type {
  Action,
  Listener as ApiListener,
  CreateListenerInput,
  DescribeListenersInput,
  DescribeListenersOutput,
  ModifyListenerInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { namesOfCertificate } from './certificates.ts';
import type { Listener } from './records.ts';
import { ruleOperations } from './rule-operations.ts';
import { type Store, targetOf } from './store.ts';

/** What a listener has that was made by API or template without a word on it (ALB guide, describe-ssl-policies). */
const DEFAULT_POLICY = 'ELBSecurityPolicy-2016-08';
const TAKEN = 'Port Protocol DefaultActions Certificates SslPolicy';

/** What of a listener TLS decides. */
type Secured = Pick<Listener, 'certificateArn' | 'sslPolicy' | 'names'>;

/** Listeners and their rules. `changed` hears whenever what is routed where may have changed. */
export function listenerOperations(cloud: Cloud, store: Store, changed: () => void): Record<string, Operation> {
  const random = cloud.random.split('elb-listeners');
  const checkActions = (actions: Action[] | undefined): void => {
    for (const action of actions ?? []) if (action.Type === 'forward') store.targetGroup(targetOf(action));
  };
  return {
    ...ruleOperations(cloud, store, checkActions, changed),
    CreateListener: taking('elasticloadbalancing:CreateListener', `LoadBalancerArn Tags ${TAKEN}`, (input: CreateListenerInput) => {
      const balancer = store.loadBalancer(input.LoadBalancerArn);
      checkActions(input.DefaultActions);
      if (store.listenersOf(balancer.arn).some((known) => known.port === input.Port)) {
        throw new AwsError('DuplicateListenerException', 'A listener already exists on this port for this load balancer');
      }
      const protocol = input.Protocol ?? 'HTTP';
      const listener: Listener = {
        arn: `${balancer.arn.replace(':loadbalancer/', ':listener/')}/${random.hex(16)}`,
        loadBalancerArn: balancer.arn,
        port: input.Port ?? 80,
        protocol,
        ...secured(cloud, protocol, input),
        defaultActions: input.DefaultActions ?? [],
        rules: [],
      };
      store.listeners.set(listener.arn, listener);
      changed();
      return { Listeners: [describe(listener)] };
    }),
    ModifyListener: taking('elasticloadbalancing:ModifyListener', `ListenerArn ${TAKEN}`, (input: ModifyListenerInput) => {
      const listener = store.listener(input.ListenerArn);
      const { Port: port = listener.port, Protocol: protocol = listener.protocol } = input;
      if (port !== listener.port || protocol !== listener.protocol) throw new NotInTwinError('a change of a listener’s port or protocol');
      checkActions(input.DefaultActions);
      const { certificateArn, sslPolicy } = listener;
      const Certificates = input.Certificates ?? (certificateArn === undefined ? undefined : [{ CertificateArn: certificateArn }]);
      Object.assign(listener, secured(cloud, protocol, { Certificates, SslPolicy: input.SslPolicy ?? sslPolicy }));
      listener.defaultActions = input.DefaultActions ?? listener.defaultActions;
      changed();
      return { Listeners: [describe(listener)] };
    }),
    DescribeListeners: taking(
      'elasticloadbalancing:DescribeListeners',
      'LoadBalancerArn ListenerArns Marker PageSize',
      (input: DescribeListenersInput): DescribeListenersOutput => ({
        Listeners: (
          input.ListenerArns?.map((arn) => store.listener(arn)) ?? store.listenersOf(store.loadBalancer(input.LoadBalancerArn).arn)
        ).map(describe),
      }),
    ),
    DeleteListener: taking('elasticloadbalancing:DeleteListener', 'ListenerArn', (input: { ListenerArn?: string }) => {
      store.listeners.delete(input.ListenerArn ?? '');
      changed();
      return {};
    }),
  };
}

/** HTTPS needs a certificate that is there and issued; HTTP has none. */
function secured(
  cloud: Cloud,
  protocol: string,
  { Certificates = [], SslPolicy }: Pick<CreateListenerInput, 'Certificates' | 'SslPolicy'>,
): Secured {
  const [{ CertificateArn: certificateArn } = {}] = Certificates;
  if (protocol === 'HTTP') {
    if (certificateArn !== undefined)
      throw new AwsError('InvalidConfigurationRequestException', 'An HTTP listener cannot have a certificate');
    return { names: [] };
  }
  if (protocol !== 'HTTPS') throw new NotInTwinError(`listeners of ${protocol}`);
  if (certificateArn === undefined) throw new AwsError('ValidationError', 'A certificate must be specified for HTTPS listeners');
  const sslPolicy = SslPolicy ?? DEFAULT_POLICY;
  if (!sslPolicy.startsWith('ELBSecurityPolicy-'))
    throw new AwsError('SSLPolicyNotFoundException', `Security policy '${sslPolicy}' not found`);
  return { certificateArn, sslPolicy, names: namesOfCertificate(cloud, certificateArn) };
}

function describe(listener: Listener): ApiListener {
  const { certificateArn, sslPolicy } = listener;
  return {
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancerArn,
    Port: listener.port,
    Protocol: listener.protocol as 'HTTP',
    ...(certificateArn === undefined ? {} : { Certificates: [{ CertificateArn: certificateArn }], SslPolicy: sslPolicy }),
    DefaultActions: listener.defaultActions,
  };
}
