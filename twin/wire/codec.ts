import { AwsError, type NotInTwinError } from '../errors.ts';
import { fromJson, toJson } from './json.ts';
import type { Decoded, WireRequest, WireResponse } from './message.ts';
import type { ServiceModel } from './model.ts';
import { decodeQuery } from './query.ts';
import { decodeRest, encodeRest } from './rest.ts';
import { s3Address, splitTarget, unchunk } from './s3-address.ts';
import { escapeXml, membersToXml } from './xml-write.ts';

const AWS_JSON = { useJsonName: false };

/** Decodes a request of a service in the protocol that its client speaks. */
export function decode(model: ServiceModel, request: WireRequest): Decoded {
  switch (model.client.protocol) {
    case 'awsQuery':
    case 'ec2Query':
      return decodeQuery(model, Buffer.from(request.body).toString('utf8'));
    case 'awsJson1_0':
    case 'awsJson1_1': {
      const target = request.headers['x-amz-target'] ?? '';
      const operation = model.operation(target.slice(target.lastIndexOf('.') + 1));
      const text = Buffer.from(request.body).toString('utf8');
      const input = fromJson(operation.input, text === '' ? {} : parse(text), AWS_JSON, `${model.client.service}:${operation.name}`);
      return { operation: operation.name, input: (input ?? {}) as Record<string, unknown> };
    }
    case 'restJson':
      return decodeRest(model, request, splitTarget(request.target));
    case 'restXml':
      return decodeRest(model, unchunk(request), isS3(model) ? s3Address(request) : splitTarget(request.target));
    default:
      return model.client.protocol satisfies never;
  }
}

/** Encodes an operation's output in the service's protocol. */
export function encode(model: ServiceModel, operationName: string, output: Record<string, unknown>, requestId: string): WireResponse {
  const operation = model.operation(operationName);
  const path = `${model.client.service}:${operationName}`;
  const { protocol, xmlNamespace } = model.client;
  switch (protocol) {
    case 'awsQuery': {
      const result =
        operation.output.kind === 'unit'
          ? ''
          : `<${operationName}Result>${membersToXml(operation.output, output, path)}</${operationName}Result>`;
      const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
      return xmlAnswer(`<${operationName}Response xmlns="${xmlNamespace}">${result}${metadata}</${operationName}Response>`);
    }
    case 'ec2Query': {
      const members = membersToXml(operation.output, output, path);
      return xmlAnswer(
        `<${operationName}Response xmlns="${xmlNamespace}"><requestId>${requestId}</requestId>${members}</${operationName}Response>`,
      );
    }
    case 'awsJson1_0':
    case 'awsJson1_1': {
      const body = operation.output.kind === 'unit' ? {} : toJson(operation.output, output, AWS_JSON, path);
      return { status: 200, headers: { 'content-type': jsonType(protocol) }, body: JSON.stringify(body) };
    }
    case 'restJson':
    case 'restXml':
      return encodeRest(model, operation, output);
    default:
      return protocol satisfies never;
  }
}

/** Encodes an error with the code and status that the service's model gives its shape; a name the model lacks goes as it is. */
export function encodeError(model: ServiceModel, error: AwsError | NotInTwinError, requestId: string): WireResponse {
  const name = error instanceof AwsError ? error.shape : 'NotInTwin';
  const known = model.error(name);
  const code = known?.code ?? name;
  const status = known?.status ?? statusOf(error);
  const isSender = known?.isSender ?? status < 500;
  const text = escapeXml(error.message);
  switch (model.client.protocol) {
    case 'awsQuery':
      return xmlAnswer(
        `<ErrorResponse><Error><Type>${isSender ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>${text}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
        status,
      );
    case 'ec2Query':
      return xmlAnswer(
        `<Response><Errors><Error><Code>${code}</Code><Message>${text}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`,
        status,
      );
    case 'restXml': {
      const members = `<Code>${code}</Code><Message>${text}</Message>`;
      if (isS3(model)) return xmlAnswer(`<Error>${members}<RequestId>${requestId}</RequestId></Error>`, status);
      const type = `<Type>${isSender ? 'Sender' : 'Receiver'}</Type>`;
      return xmlAnswer(`<ErrorResponse><Error>${type}${members}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`, status);
    }
    case 'awsJson1_0':
    case 'awsJson1_1':
    case 'restJson': {
      const headers: Record<string, string> = { 'content-type': jsonType(model.client.protocol), 'x-amzn-errortype': known?.name ?? name };
      if (model.client.queryCompatible) headers['x-amzn-query-error'] = `${code};${isSender ? 'Sender' : 'Receiver'}`;
      const type = model.client.protocol === 'restJson' ? {} : { __type: known ? `${model.namespace}#${known.name}` : name };
      return { status, headers, body: JSON.stringify({ ...type, message: error.message, ...errorMembers(model, error) }) };
    }
    default:
      return model.client.protocol satisfies never;
  }
}

/** S3 has addresses and an error document of its own. */
const isS3 = (model: ServiceModel): boolean => model.client.service === 's3';

const statusOf = (error: AwsError | NotInTwinError): number => (error instanceof AwsError ? error.statusCode : STATUS_NOT_IMPLEMENTED);

/** An unknown operation or parameter: the one status of the 5xx that SDKs do not retry. */
const STATUS_NOT_IMPLEMENTED = 501;

/** Members that an error carries beside its message (`members`), for the JSON protocols. */
function errorMembers(model: ServiceModel, error: Error): object {
  const known = error instanceof AwsError ? model.error(error.shape) : undefined;
  const members = (error as { members?: Record<string, unknown> }).members;
  return known && members
    ? (toJson(known.shape, members, { useJsonName: model.client.protocol === 'restJson' }, known.name) as object)
    : {};
}

const jsonType = (protocol: string): string =>
  protocol === 'restJson' ? 'application/json' : `application/x-amz-json-${protocol === 'awsJson1_0' ? '1.0' : '1.1'}`;

const xmlAnswer = (body: string, status = 200): WireResponse => ({ status, headers: { 'content-type': 'text/xml' }, body });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AwsError('SerializationException', 'The request body is not JSON', { cause });
  }
}
