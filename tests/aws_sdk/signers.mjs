// Our signer against aws4 and AWS's own signature-v4: thousands of requests, each signed by all three.
// Usage: node signers.mjs PATH_OF_SIGN_PROBE [SEED [HOW_MANY]]
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import aws4 from 'aws4';

const [program, seed = '7070', howMany = '3000'] = process.argv.slice(2);
if (!program) throw new Error('which sign_probe? Give its path as the first argument.');

/// Small and good enough; the same seed gives the same requests on every machine.
let state = Number(seed) >>> 0;
const random = () => {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const below = (n) => Math.floor(random() * n);
const one = (list) => list[below(list.length)];
const some = (most, make) => Array.from({ length: below(most + 1) }, make);
const text = (alphabet, most) => some(most, () => one(alphabet)).join('');

const words = [...'abcXYZ019-._~'];
const anything = [...words, ...' "\'()*!$&,:;=@[]{}<>|^`\\/?#%+', 'ü', '€', '漢', '😀', '\t'];
const encode = (value) => encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const makePath = () => `/${some(4, () => one([text(words, 8), text(words, 8), encode(text(anything, 6)), '.', '..', ''])).join('/')}`;
const makeQuery = () => some(4, () => [text(words, 5) || 'k', one(['', encode(text(anything, 8))])]);
const makeHeaders = () => {
  const headers = { 'Content-Type': one(['application/x-amz-json-1.1', 'application/x-www-form-urlencoded; charset=utf-8', 'text/plain']) };
  if (below(2)) headers['X-Amz-Target'] = `AmazonSSM.${text(words, 12)}`;
  // One name may begin like another: sorting whole lines instead of names would show.
  for (const name of ['X-Amz-Target-Extra', 'X-Custom', 'X-Custom-More', 'My-Header1', 'Zz'])
    if (!below(4)) headers[name] = one([' padded  inside   and out ', text(words, 10) || 'v', `"a   b ${text(words, 4)}"`, 'VaLuE']);
  // What proxies and libraries change is not to be signed.
  for (const name of ['User-Agent', 'Accept', 'Expect', 'Connection', 'Cache-Control', 'X-Amzn-Trace-Id'])
    if (!below(6)) headers[name] = text(words, 6) || 'x';
  return headers;
};
const unsigned = ['accept', 'accept-encoding', 'authorization', 'cache-control', 'connection', 'content-length', 'expect', 'pragma',
  'te', 'trailer', 'transfer-encoding', 'upgrade', 'user-agent', 'x-amzn-trace-id'];

const makeRequest = () => {
  const host = one(['ssm.us-east-1.amazonaws.com', 'localhost:4566', '127.0.0.1:8420', 'sts.eu-central-1.amazonaws.com', 'vpce-1.example:444']);
  const query = makeQuery();
  return {
    method: one(['POST', 'POST', 'GET', 'PUT']),
    scheme: host.includes(':') && below(2) ? 'http' : 'https',
    host,
    path: makePath(),
    query,
    headers: makeHeaders(),
    body: one(['', '{}', JSON.stringify({ Name: text(anything, 30), Value: text(anything, 200) })]),
    region: one(['us-east-1', 'eu-central-1', 'cn-north-1', 'us-gov-west-1']),
    service: one(['ssm', 'sts', 'service']),
    time: new Date(Date.UTC(2015 + below(15), below(12), 1 + below(28), below(24), below(60), below(60))),
    accessKeyId: `AKIA${text([...'ABCDEFGH234567'], 16)}X`,
    secretAccessKey: text([...'abcXYZ019/+='], 40) + 's',
    sessionToken: below(2) ? `${text([...'abcXYZ019/+='], 300)}==` : '',
  };
};

const stamp = (time) => time.toISOString().replace(/[:-]|\.\d{3}/g, '');
const targetOf = ({ path, query }) => path + (query.length ? `?${query.map(([name, value]) => `${name}=${value}`).join('&')}` : '');

const byAws4 = (request) => {
  const headers = { ...request.headers, Host: request.host, 'X-Amz-Date': stamp(request.time) };
  if (request.sessionToken) headers['X-Amz-Security-Token'] = request.sessionToken;
  const signer = new aws4.RequestSigner({
    method: request.method, path: targetOf(request), headers, body: request.body, service: request.service,
    region: request.region, doNotModifyHeaders: true,
    extraHeadersToIgnore: Object.fromEntries(unsigned.map((name) => [name, true])),
  }, request);
  signer.datetime = stamp(request.time);
  return signer.sign().headers.Authorization;
};

const bySmithy = async (request) => {
  const query = {};
  for (const [name, value] of request.query) (query[decodeURIComponent(name)] ??= []).push(decodeURIComponent(value));
  const signer = new SignatureV4({
    service: request.service, region: request.region, sha256: Sha256, applyChecksum: false, uriEscapePath: true,
    credentials: { accessKeyId: request.accessKeyId, secretAccessKey: request.secretAccessKey, sessionToken: request.sessionToken || undefined },
  });
  const signed = await signer.sign(new HttpRequest({
    method: request.method, protocol: 'https:', hostname: 'unused', path: request.path, query, body: request.body,
    headers: { ...request.headers, host: request.host },
  }), { signingDate: request.time, unsignableHeaders: new Set(unsigned) });
  return signed.headers.authorization;
};

const probe = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
const answers = createInterface({ input: probe.stdout })[Symbol.asyncIterator]();
const byUs = async (request) => {
  probe.stdin.write(`${JSON.stringify({
    method: request.method, url: `${request.scheme}://${request.host}${targetOf(request)}`, headers: request.headers, body: request.body,
    region: request.region, service: request.service, time: stamp(request.time), accessKeyId: request.accessKeyId,
    secretAccessKey: request.secretAccessKey, sessionToken: request.sessionToken,
  })}\n`);
  const { value, done } = await answers.next();
  if (done) throw new Error('sign_probe ended before it had answered');
  return JSON.parse(value).authorization;
};

let agreed = 0;
const different = [];
for (let number = 0; number < Number(howMany); number += 1) {
  const request = makeRequest();
  const [ours, aws4s, smithys] = [await byUs(request), byAws4(request), await bySmithy(request)];
  if (ours === aws4s && ours === smithys) agreed += 1;
  else different.push({ number, ours, aws4s, smithys, request });
}
probe.stdin.end();
if (probe.exitCode === null) await once(probe, 'exit');
for (const one of different.slice(0, 3)) console.log(JSON.stringify(one, null, 1));
console.log(`${agreed} of ${howMany} requests were signed alike by all three (seed ${seed})`);
assert.equal(different.length, 0);
assert.equal(probe.exitCode, 0);
