// Slack's own client library against the sandbox: what it accepts as Slack, our bot may be judged against.
// Usage: node run.mjs PATH_OF_PRIVMAN_SANDBOX   (or in the environment as PRIVMAN_SANDBOX)
import assert from 'node:assert/strict';
import { startSandbox } from './sandbox.mjs';
import bolt from '@slack/bolt';

const sandbox = await startSandbox(process.argv[2] ?? process.env.PRIVMAN_SANDBOX);
const channel = 'C0APPROVALS';
const seen = { durations: [], reasons: [], refusals: 0, directMessages: [], closedViews: 0 };

const app = new bolt.App({
  token: 'xoxb-sandbox-bot',
  appToken: 'xapp-1-A0SANDBOX-1-sandbox',
  socketMode: true,
  logLevel: bolt.LogLevel.ERROR,
  clientOptions: { slackApiUrl: `${sandbox.baseUrl}/api/`, retryConfig: { retries: 2, factor: 1, minTimeout: 100 } },
});

const plain = (text) => ({ type: 'plain_text', text });
const option = (text, value) => ({ text: plain(text), value });
const card = [
  { type: 'header', text: plain('Elevation request') },
  { type: 'section', fields: [plain('User\nCORP\\eve'), plain('Computer\nLT-42')] },
  {
    type: 'actions',
    block_id: 'decide',
    elements: [
      { type: 'static_select', action_id: 'duration', options: [option('One Time', 'once'), option('1 hour', '3600')],
        initial_option: option('One Time', 'once') },
      { type: 'button', action_id: 'approve', style: 'primary', value: 'request-1', text: plain('Approve') },
      { type: 'overflow', action_id: 'more', options: [option('Deny with a reason', 'deny'), option('Show all', 'show')] },
    ],
  },
];
const reasonDialog = {
  type: 'modal',
  callback_id: 'deny',
  private_metadata: 'request-1',
  notify_on_close: true,
  title: plain('Deny'),
  submit: plain('Deny'),
  blocks: [{ type: 'input', block_id: 'reason', label: plain('Reason'),
    element: { type: 'plain_text_input', action_id: 'text', multiline: true } }],
};

app.event('app_mention', async ({ event, say }) => { await say({ text: `a card for <@${event.user}>`, blocks: card }); });
app.message(/hello/, async ({ message }) => { seen.directMessages.push(message.channel_type); });
app.action('duration', async ({ ack }) => { await ack(); });
app.action('approve', async ({ ack, body, client, respond }) => {
  await ack();
  seen.durations.push(body.state.values.decide.duration.selected_option?.value ?? 'untouched');
  await respond({ response_type: 'ephemeral', replace_original: false, text: 'thank you' });
  await client.chat.update({ channel: body.channel.id, ts: body.message.ts, text: `Approved by <@${body.user.id}>` });
});
app.action('more', async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: reasonDialog });
});
app.view('deny', async ({ ack, view }) => {
  const reason = view.state.values.reason.text.value;
  if (reason.length < 5) {
    seen.refusals += 1;
    await ack({ response_action: 'errors', errors: { reason: 'Please say a little more.' } });
    return;
  }
  await ack();
  seen.reasons.push(`${view.private_metadata}: ${reason}`);
});
app.view({ callback_id: 'deny', type: 'view_closed' }, async ({ ack }) => { await ack(); seen.closedViews += 1; });
app.error(async (error) => { console.error('bolt:', error); });

const control = sandbox.control;
const messages = async (as = '') => (await control.get(`slack/messages?channel=${channel}&as=${as}`)).messages;
const eventually = async (what, look) => {
  for (let i = 0; i < 200; ++i) {
    const found = await look();
    if (found) return found;
    await new Promise((resume) => { setTimeout(resume, 25); });
  }
  throw new Error(`did not happen: ${what}`);
};
const newCard = async () => {
  const known = new Set((await messages()).map((message) => message.ts));
  await control.post('slack/say', { as: 'U0ADA', channel, text: '@privman show me a card' });
  return eventually('a card', async () => (await messages()).find((m) => m.is_bot && !known.has(m.ts)));
};
const openViews = async () => (await control.get('slack')).views;

const promises = {
  'the app connects and is greeted': async () => {
    await app.start();
    await eventually('a connection', async () => (await control.get('slack')).connections === 1);
  },
  'a mention is answered with a card': async () => {
    const posted = await newCard();
    assert.equal(posted.text, 'a card for <@U0ADA>');
    assert.equal(posted.blocks.length, 3);
  },
  'a direct message arrives': async () => {
    await control.post('slack/say', { as: 'U0BOB', dm: true, text: 'hello' });
    await eventually('the message', () => seen.directMessages.length > 0);
    assert.deepEqual(seen.directMessages, ['im']);
  },
  'a click is acknowledged and the card is edited': async () => {
    const { ts } = await newCard();
    const picked = await control.post('slack/select', { as: 'U0ADA', channel, ts, action_id: 'duration', value: '3600' });
    assert.ok(picked.acked);
    const clicked = await control.post('slack/click', { as: 'U0ADA', channel, ts, action_id: 'approve' });
    assert.ok(clicked.acked && clicked.ack_ms < 3000);
    const edited = await eventually('the edit', async () => (await messages()).find((m) => m.ts === ts && m.edits === 1));
    assert.equal(edited.text, 'Approved by <@U0ADA>');
    assert.deepEqual(edited.blocks, []);
    assert.deepEqual(seen.durations, ['3600']);
  },
  'the response URL answers the clicker alone': async () => {
    const answer = await eventually('the answer', async () => (await messages('U0ADA')).find((m) => m.ephemeral_to));
    assert.equal(answer.text, 'thank you');
    assert.equal((await messages('U0BOB')).some((m) => m.ephemeral_to), false);
  },
  'a select nobody touched is reported without an option': async () => {
    const { ts } = await newCard();
    await control.post('slack/click', { as: 'U0BOB', channel, ts, action_id: 'approve' });
    await eventually('the click', () => seen.durations.length === 2);
    assert.equal(seen.durations[1], 'untouched');
  },
  'a click opens a modal, errors keep it open, a good answer closes it': async () => {
    const { ts } = await newCard();
    await control.post('slack/click', { as: 'U0ADA', channel, ts, action_id: 'more', value: 'deny' });
    const [view] = await eventually('the modal', async () => { const all = await openViews(); return all.length && all; });
    assert.equal(view.callback_id, 'deny');
    const short = await control.post('slack/submit',
      { as: 'U0ADA', view_id: view.view_id, values: { reason: { text: 'no' } } });
    assert.equal(short.response_action, 'errors');
    assert.equal((await openViews()).length, 1);
    const good = await control.post('slack/submit',
      { as: 'U0ADA', view_id: view.view_id, values: { reason: { text: 'not needed' } } });
    assert.equal(good.open, false);
    await eventually('the submission', () => seen.reasons.length === 1);
    assert.deepEqual(seen.reasons, ['request-1: not needed']);
    assert.equal(seen.refusals, 1);
  },
  'a closed modal is told': async () => {
    const { ts } = await newCard();
    await control.post('slack/click', { as: 'U0BOB', channel, ts, action_id: 'more', value: 'deny' });
    const [view] = await eventually('the modal', async () => { const all = await openViews(); return all.length && all; });
    await control.post('slack/close_view', { as: 'U0BOB', view_id: view.view_id });
    await eventually('the news', () => seen.closedViews === 1);
  },
  'reading methods take the form bodies the client sends': async () => {
    await control.post('slack/rules', { scopes: ['app_mentions:read', 'channels:read', 'chat:write', 'groups:read', 'im:history', 'users:read'] });
    assert.equal((await app.client.users.info({ user: 'U0DAVE' })).user.is_restricted, true);
    assert.equal((await app.client.conversations.info({ channel: 'C0PARTNERS' })).channel.is_ext_shared, true);
    assert.ok((await app.client.conversations.members({ channel })).members.includes('U0BOT'));
  },
  'refusals reach the caller with their reasons': async () => {
    const bad = [{ type: 'section', text: plain('') }];
    await assert.rejects(app.client.chat.postMessage({ channel, text: 'x', blocks: bad }), (error) => {
      assert.equal(error.data.error, 'invalid_blocks');
      assert.match(error.data.response_metadata.messages[0], /json-pointer:\/blocks\/0\/text\/text/);
      return true;
    });
    await assert.rejects(app.client.users.lookupByEmail({ email: 'ada@example.com' }), (error) => error.data.error === 'missing_scope');
  },
  'a request to reconnect loses no mention': async () => {
    await control.post('slack/disconnect', { reason: 'refresh_requested' });
    await eventually('a new connection', async () => {
      const calls = (await control.get('slack/calls?method=apps.connections.open')).calls;
      return calls.length === 2 && (await control.get('slack')).connections >= 1;
    });
    const posted = await newCard();
    assert.equal(posted.blocks.length, 3);
  },
};

let passed = 0;
let failed = 0;
for (const [name, keep] of Object.entries(promises)) {
  try {
    await keep();
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n     ${error.stack}`);
  }
}

await app.stop().catch(() => {});
await sandbox.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
