import { describe, expect, test } from 'vitest';
import { layerStatements } from '#infra/constructs/layer-statements/index.ts';
import { ofType, propertiesOf } from '../support/policies.ts';
import { layer } from './support.ts';

const RECORD = 'AWS::Route53::RecordSet';
const CHECK = 'AWS::Route53::HealthCheck';
const only = (condition: string, value: unknown) => ({ 'Fn::If': [condition, value, { Ref: 'AWS::NoValue' }] });
const resource = (type: string, id: string) => ofType(layer('edge'), type).find(([name]) => name === id)![1];

describe('the name of a site', () => {
  test('stands for its load balancer, whose health counts unless an admin node stands behind it', () => {
    const record = resource(RECORD, 'Record');

    expect(record.Condition).toBe('IsAlias');
    expect(propertiesOf(record)).toMatchObject({
      Type: 'A',
      Name: { Ref: 'DomainName' },
      AliasTarget: {
        DNSName: { Ref: 'LoadBalancerDnsName' },
        HostedZoneId: { Ref: 'LoadBalancerZoneId' },
        EvaluateTargetHealth: { Ref: 'EvaluateTargetHealth' },
      },
    });
  });

  test.each<[string, string, unknown]>([
    ['Weight', 'IsWeighted', { Ref: 'OwnWeight' }],
    ['Region', 'IsByLatency', { Ref: 'AWS::Region' }],
    ['Failover', 'IsFailover', 'PRIMARY'],
    ['GeoProximityLocation', 'IsByDistance', { AWSRegion: { Ref: 'AWS::Region' }, Bias: { Ref: 'OwnBias' } }],
  ])('has a %s only where routing asks for it', (property, condition, value) => {
    expect((propertiesOf(resource(RECORD, 'Record')) as Record<string, unknown>)[property]).toEqual(only(condition, value));
  });

  test('has neither an identifier nor a health check where it is the only record', () => {
    const none = { Ref: 'AWS::NoValue' };

    expect(propertiesOf(resource(RECORD, 'Record'))).toMatchObject({
      SetIdentifier: { 'Fn::If': ['IsSimple', none, 'Own'] },
      HealthCheckId: { 'Fn::If': ['IsSimple', none, { 'Fn::GetAtt': ['HealthCheck', 'HealthCheckId'] }] },
    });
  });

  test('stands for others where there are any, and looks at the health of what has one', () => {
    for (const name of ['Other1', 'Other2', 'Other3']) {
      const record = resource(RECORD, `${name}Record`);
      expect(record.Condition).toBe(`Has${name}`);
      expect(record.DependsOn).toEqual(['Record']);
      expect(propertiesOf(record)).toMatchObject({
        Failover: only('IsFailover', 'SECONDARY'),
        AliasTarget: { EvaluateTargetHealth: { 'Fn::If': [`Is${name}Distribution`, false, true] } },
      });
    }
  });

  test('has no record of version 6, which the load balancer has not', () => {
    expect(ofType(layer('edge'), RECORD).map(([, record]) => (propertiesOf(record) as { Type: string }).Type)).toEqual(
      Array.from({ length: 8 }, () => 'A'),
    );
  });

  test('is asked for on the health page, by the protocol that serves it', () => {
    expect(propertiesOf(resource(CHECK, 'HealthCheck'))).toMatchObject({
      HealthCheckConfig: {
        Type: { Ref: 'HealthProtocol' },
        Port: { 'Fn::If': ['IsHttps', 443, 80] },
        ResourcePath: { Ref: 'HealthPath' },
        FullyQualifiedDomainName: { Ref: 'LoadBalancerDnsName' },
        RequestInterval: { Ref: 'HealthIntervalSeconds' },
        FailureThreshold: { Ref: 'FailureThreshold' },
      },
    });
  });

  test('of fixed addresses has each of them checked', () => {
    for (const name of ['Address1', 'Address2', 'Address3', 'Address4']) {
      expect(resource(CHECK, `${name}HealthCheck`).Condition).toBe(`Has${name}`);
      expect(propertiesOf(resource(RECORD, `${name}Record`))).toMatchObject({
        MultiValueAnswer: true,
        TTL: '60',
        ResourceRecords: [{ Ref: name }],
        HealthCheckId: { 'Fn::GetAtt': [`${name}HealthCheck`, 'HealthCheckId'] },
      });
    }
  });
});

describe('what CloudFormation may do to a hosted zone', () => {
  const statements = layerStatements.edge().map((statement) => statement.toStatementJson());
  const allowing = (action: string) => statements.filter(({ Action }) => [Action].flat().includes(action));

  test('is to write addresses and the proofs of certificates, and no other record', () => {
    expect(allowing('route53:ChangeResourceRecordSets')).toMatchObject([
      { Condition: { 'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'CNAME'] } } },
    ]);
  });

  test.each(['route53:CreateHostedZone', 'route53:DeleteHostedZone', 'route53:UpdateHostedZoneComment'])('is not %s', (action) => {
    expect(allowing(action)).toEqual([]);
  });
});
