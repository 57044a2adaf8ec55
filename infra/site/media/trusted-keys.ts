import { CfnCondition, CfnOutput, Fn } from 'aws-cdk-lib';
import { CfnKeyGroup, CfnPublicKey } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { ifHolds, isGiven, onlyIf } from '../network/conditions.ts';

/** The keys by which URLs may be signed. */
export type TrustedKeys = { groupId: string; isPrivate: CfnCondition };

/** A key group of one or two public keys, where there is one. A key is never changed in place: its owner fills the other slot. */
export const trustedKeys = (scope: Construct, name: string, pems: Readonly<Record<'first' | 'second', string>>): TrustedKeys => {
  const hasFirst = isGiven(scope, 'HasFirstKey', pems.first);
  const hasSecond = isGiven(scope, 'HasSecondKey', pems.second);
  const isPrivate = new CfnCondition(scope, 'IsPrivate', { expression: Fn.conditionOr(hasFirst, hasSecond) });
  const make = (id: string, slot: 'first' | 'second', condition: CfnCondition): CfnPublicKey => {
    const keyName = Fn.join('-', [name, slot]);
    const publicKeyConfig = { callerReference: keyName, name: keyName, encodedKey: pems[slot] };
    const key = onlyIf(condition, new CfnPublicKey(scope, id, { publicKeyConfig }));
    // Who signs names the key by it.
    new CfnOutput(scope, `${id}Id`, { value: key.ref, condition });
    return key;
  };
  const first = make('FirstKey', 'first', hasFirst);
  const second = make('SecondKey', 'second', hasSecond);
  const items = [ifHolds(hasFirst, first.ref), ifHolds(hasSecond, second.ref)];
  const group = onlyIf(isPrivate, new CfnKeyGroup(scope, 'TrustedKeys', { keyGroupConfig: { name, items } }));
  return { groupId: group.ref, isPrivate };
};
