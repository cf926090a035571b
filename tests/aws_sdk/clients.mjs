// AWS's own client library and two other signers against the sandbox: what it accepts as AWS, our bot may be judged
// against. Usage: node clients.mjs PATH_OF_PRIVMAN_SANDBOX
import assert from 'node:assert/strict';
import {
  DeleteParameterCommand, DescribeParametersCommand, GetParameterCommand, GetParametersCommand, ParameterAlreadyExists,
  ParameterNotFound, PutParameterCommand, SSMClient, paginateGetParameterHistory, paginateGetParametersByPath,
} from '@aws-sdk/client-ssm';
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import aws4 from 'aws4';
import { startSandbox } from './sandbox.mjs';
import { keepAll } from './promises.mjs';

const sandbox = await startSandbox(process.argv[2]);
const { control } = sandbox;
const region = 'us-east-1';
const endpoint = `${sandbox.baseUrl}/aws`;
const host = new URL(sandbox.baseUrl).host;
const credentials = { accessKeyId: 'AKIASANDBOX000000000', secretAccessKey: 'sandbox/aws+secret/access/key/0123456789' };

const client = (more = {}) => new SSMClient({ region, endpoint, credentials, maxAttempts: 1, ...more });
const sts = (more = {}) => new STSClient({ region, endpoint, credentials, maxAttempts: 1, ...more });
const ssm = client();
const put = (Name, Value, more = {}) => ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true, ...more }));
const get = async (Name, by = ssm) => (await by.send(new GetParameterCommand({ Name }))).Parameter;
const rules = (wanted) => control.post('aws/rules', wanted);
const fault = (wanted) => control.post('aws/faults', wanted);
const calls = async (call) => (await control.get(`aws/calls?call=${call}`)).calls;

const namesOf = async (pages) => {
  const names = [];
  for await (const page of pages) names.push(...page.Parameters.map((parameter) => parameter.Name));
  return names;
};

/// One request as it goes over the wire, signed by somebody who is not AWS's client.
const send = async (request) => {
  const response = await fetch(`${sandbox.baseUrl}${request.path}`,
    { method: request.method, headers: request.headers, body: request.body });
  return { status: response.status, text: await response.text() };
};
const getParameters = () => ({
  host, path: '/aws/', method: 'POST', service: 'ssm', region, body: JSON.stringify({ Names: ['/bot/CHANNELS'] }),
  headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': 'AmazonSSM.GetParameters' },
});

const promises = {
  'a parameter is put, read, overwritten and versioned': async () => {
    await rules({ enforce_rate: false });
    assert.equal((await put('/bot/CHANNELS', '{"v":1}')).Version, 1);
    assert.equal((await put('/bot/CHANNELS', '{"v":1,"channels":["C1"]}')).Version, 2);
    const read = await get('/bot/CHANNELS');
    assert.equal(read.Value, '{"v":1,"channels":["C1"]}');
    assert.equal(read.Version, 2);
    assert.equal(read.Type, 'String');
    assert.ok(Math.abs(read.LastModifiedDate.getTime() - Date.now()) < 60_000);
    assert.equal((await get('/bot/CHANNELS:1')).Selector, ':1');
  },
  'several are read at once, the missing ones named': async () => {
    const answer = await ssm.send(new GetParametersCommand({ Names: ['/bot/CHANNELS', '/bot/NOTHING'] }));
    assert.deepEqual(answer.Parameters.map((parameter) => parameter.Name), ['/bot/CHANNELS']);
    assert.deepEqual(answer.InvalidParameters, ['/bot/NOTHING']);
  },
  'a path is read page by page, short and empty pages included': async () => {
    for (let i = 0; i < 23; i += 1) await put(`/paged/p${i}`, 'x');
    for (const pages of ['full', 'short', 'empty']) {
      await rules({ pages });
      const names = await namesOf(paginateGetParametersByPath({ client: ssm }, { Path: '/paged' }));
      assert.equal(new Set(names).size, 23, pages);
    }
    await rules({ pages: 'full' });
  },
  'the history tells every version': async () => {
    const versions = [];
    for await (const page of paginateGetParameterHistory({ client: ssm }, { Name: '/bot/CHANNELS' }))
      versions.push(...page.Parameters.map((parameter) => [parameter.Version, parameter.Value]));
    assert.deepEqual(versions, [[1, '{"v":1}'], [2, '{"v":1,"channels":["C1"]}']]);
  },
  'what is there is described without values': async () => {
    const [first] = (await ssm.send(new DescribeParametersCommand({ MaxResults: 1 }))).Parameters;
    assert.equal(first.Name, '/bot/CHANNELS');
    assert.equal(first.Tier, 'Standard');
    assert.equal(first.Value, undefined);
  },
  'a deleted parameter is not found, and begins again at version 1': async () => {
    await put('/bot/GOING', 'x');
    await put('/bot/GOING', 'y');
    await ssm.send(new DeleteParameterCommand({ Name: '/bot/GOING' }));
    await assert.rejects(get('/bot/GOING'), (error) => error instanceof ParameterNotFound && error.$metadata.httpStatusCode === 400);
    assert.equal((await put('/bot/GOING', 'z')).Version, 1);
  },
  'refusals are the errors that the client knows': async () => {
    await assert.rejects(put('/bot/CHANNELS', 'x', { Overwrite: false }), (error) => error instanceof ParameterAlreadyExists);
    await assert.rejects(put('/bot/CHANNELS', 'x', { Type: 'StringList' }), { name: 'HierarchyTypeMismatchException' });
    await assert.rejects(put('/bot/CHANNELS', 'x'.repeat(4097)), { name: 'ValidationException', message: /4096 characters/ });
    await assert.rejects(put('/bot/CHANNELS', '{{a}}'), { name: 'ValidationException' });
    await assert.rejects(put('/aws/x', 'x'), { name: 'AccessDeniedException', message: /reserved/ });
    await assert.rejects(get('/bot/CHANNELS:9'), { name: 'ParameterVersionNotFound' });
  },
  'throttling is understood as throttling, and tried again': async () => {
    const before = (await calls('PutParameter')).length;
    await fault({ call: 'put', kind: 'throttle', times: 2 });
    const patient = client({ maxAttempts: 3 });
    const answer = await patient.send(new PutParameterCommand({ Name: '/bot/THROTTLED', Value: 'x', Type: 'String' }));
    assert.equal(answer.$metadata.attempts, 3);
    assert.equal((await calls('PutParameter')).length, before + 3);
    await fault({ call: 'put', kind: 'throttle' });
    await assert.rejects(put('/bot/THROTTLED', 'y'), { name: 'ThrottlingException', message: 'Rate exceeded' });
  },
  'more than three puts a second are too many': async () => {
    await rules({ enforce_rate: true });
    const burst = await Promise.allSettled(Array.from({ length: 12 }, (_, i) => put(`/burst/p${i}`, 'x')));
    const refused = burst.filter((one) => one.status === 'rejected');
    assert.ok(refused.length >= 6 && refused.length <= 9, `${refused.length} were refused`);
    assert.ok(refused.every((one) => one.reason.name === 'ThrottlingException'));
    await rules({ enforce_rate: false });
  },
  'a lost answer is tried again, and was applied twice': async () => {
    await fault({ call: 'put', kind: 'drop_after' });
    const answer = await client({ maxAttempts: 2 }).send(
      new PutParameterCommand({ Name: '/bot/LOST', Value: 'x', Type: 'String', Overwrite: true }));
    assert.equal(answer.Version, 2);
  },
  'a page of somebody on the way is an error, never an answer': async () => {
    await fault({ call: 'get', kind: 'html' });
    await assert.rejects(get('/bot/CHANNELS'), (error) => error.$metadata.httpStatusCode === 503 || /JSON/.test(error.message));
    await fault({ call: 'get', kind: 'error', code: 'InternalServerError', status: 500 });
    await assert.rejects(get('/bot/CHANNELS'), { name: 'InternalServerError' });
  },
  'a wrong secret and an unknown key are refused': async () => {
    const wrong = client({ credentials: { ...credentials, secretAccessKey: 'wrong' } });
    await assert.rejects(get('/bot/CHANNELS', wrong), (error) => {
      assert.equal(error.name, 'InvalidSignatureException');
      assert.ok(error.$metadata.requestId);
      return true;
    });
    const unknown = client({ credentials: { ...credentials, accessKeyId: 'AKIANOBODY' } });
    await assert.rejects(get('/bot/CHANNELS', unknown), { name: 'UnrecognizedClientException' });
    await assert.rejects(get('/bot/CHANNELS', client({ region: 'eu-west-1' })), { name: 'InvalidSignatureException' });
  },
  'a client whose clock is an hour off corrects itself by the Date of the refusal': async () => {
    await rules({ clock_offset_ms: 3_600_000 });
    await assert.rejects(get('/bot/CHANNELS'), { name: 'InvalidSignatureException', message: /Signature expired/ });
    assert.equal((await get('/bot/CHANNELS', client({ maxAttempts: 2 }))).Version, 2);
    await rules({ clock_offset_ms: 0 });
  },
  'the caller is told who he is': async () => {
    const identity = await sts().send(new GetCallerIdentityCommand({}));
    assert.equal(identity.Arn, 'arn:aws:iam::123456789012:user/sandbox');
    assert.equal(identity.Account, '123456789012');
    await assert.rejects(sts({ credentials: { ...credentials, secretAccessKey: 'wrong' } }).send(new GetCallerIdentityCommand({})),
      { name: 'SignatureDoesNotMatch' });
  },
  'a web identity becomes temporary keys, which sign until they expire': async () => {
    const request = { RoleArn: 'arn:aws:iam::123456789012:role/privman-slack', RoleSessionName: 'bot' };
    await assert.rejects(sts().send(new AssumeRoleWithWebIdentityCommand({ ...request, WebIdentityToken: 'wrong' })),
      { name: /InvalidIdentityToken/ });
    const given = (await sts().send(
      new AssumeRoleWithWebIdentityCommand({ ...request, WebIdentityToken: 'sandbox-web-identity' }))).Credentials;
    assert.ok(given.Expiration.getTime() > Date.now());
    const temporary = { accessKeyId: given.AccessKeyId, secretAccessKey: given.SecretAccessKey };
    const withToken = client({ credentials: { ...temporary, sessionToken: given.SessionToken } });
    assert.equal((await get('/bot/CHANNELS', withToken)).Version, 2);
    await assert.rejects(get('/bot/CHANNELS', client({ credentials: temporary })), { name: 'UnrecognizedClientException' });
    await control.post('aws/credentials', { expire: true });
    await assert.rejects(get('/bot/CHANNELS', withToken), { name: 'ExpiredTokenException' });
  },
  'the chain of the client finds the credentials of a container': async () => {
    process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = `${sandbox.baseUrl}/aws/credentials`;
    process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN = 'sandbox-container-token';
    assert.equal((await get('/bot/CHANNELS', new SSMClient({ region, endpoint }))).Version, 2);
    assert.match((await new STSClient({ region, endpoint }).send(new GetCallerIdentityCommand({}))).Arn, /assumed-role\/privman-slack\/task/);
    delete process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
    delete process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  },
  'the chain of the client finds the credentials of an instance': async () => {
    process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT = sandbox.baseUrl;
    assert.equal((await get('/bot/CHANNELS', new SSMClient({ region, endpoint }))).Version, 2);
    delete process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT;
  },
  'aws4 signs what is accepted, and what it did not sign is not': async () => {
    const request = aws4.sign(getParameters(), credentials);
    assert.equal((await send(request)).status, 200);
    request.headers['X-Amz-Extra'] = 'added on the way';
    assert.match((await send(request)).text, /InvalidSignatureException/);
    delete request.headers['X-Amz-Extra'];
    request.body = request.body.replace('CHANNELS', 'SCHEDULE');
    assert.match((await send(request)).text, /InvalidSignatureException/);
    const bare = getParameters();
    assert.match((await send(bare)).text, /MissingAuthenticationTokenException/);
    const form = aws4.sign({ host, path: '/aws/', method: 'POST', service: 'sts', region,
      body: 'Action=GetCallerIdentity&Version=2011-06-15' }, credentials);
    assert.match((await send(form)).text, /user\/sandbox/);
  },
  'a bare signature-v4 signs what is accepted, five minutes off at most': async () => {
    const signer = new SignatureV4({ service: 'ssm', region, credentials, sha256: Sha256, applyChecksum: true });
    const request = () => {
      const { headers, ...rest } = getParameters();
      return new HttpRequest({ ...rest, protocol: 'http:', hostname: '127.0.0.1', headers: { ...headers, host } });
    };
    const signedAt = async (offset) => send(await signer.sign(request(), { signingDate: new Date(Date.now() + offset) }));
    assert.equal((await signedAt(0)).status, 200);
    assert.equal((await signedAt(-290_000)).status, 200);
    assert.match((await signedAt(-310_000)).text, /Signature expired/);
    assert.match((await signedAt(310_000)).text, /Signature not yet current/);
  },
};

await keepAll(promises, () => sandbox.stop());
