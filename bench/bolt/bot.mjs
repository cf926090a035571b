// A minimal approval bot on Slack's own framework, as somebody would write it in an afternoon: it polls, posts cards,
// lets people decide, edits the cards and tells the clicker. It keeps nothing on disk. Settings have the real bot's
// names; CHANNELS lists the ids of the channels that get cards.
import bolt from '@slack/bolt';

const { SLACK_API_URL, SLACK_BOT_TOKEN, SLACK_APP_TOKEN, PRIVMAN_BASE_URL, PRIVMAN_USERNAME, PRIVMAN_PASSWORD } = process.env;
const channels = process.env.CHANNELS.split(',');
const pollInterval = 1000 * Number(process.env.POLL_INTERVAL ?? 30);
const personIsKnownFor = 60_000;

const app = new bolt.App({
  token: SLACK_BOT_TOKEN,
  appToken: SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: bolt.LogLevel.WARN,
  clientOptions: { slackApiUrl: SLACK_API_URL },
});

// --- Privilege Manager ---

let token;
async function call(path, init = {}) {
  for (const again of [true, false]) {
    token ??= await (await fetch(`${PRIVMAN_BASE_URL}/services/api/logon/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ UserName: PRIVMAN_USERNAME, Password: PRIVMAN_PASSWORD }),
    })).json();
    const answer = await fetch(`${PRIVMAN_BASE_URL}/services/api/v1/${path}`, {
      ...init,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    });
    if (answer.status !== 401 || !again) return answer;
    token = undefined;
  }
}

async function pendingRequests() {
  const answer = await call('approval/pending');
  if (!answer.ok) throw new Error(`the list was answered with ${answer.status}`);
  return (await answer.json()).Result;
}

async function sendDecision(id, approve, by) {
  const decision = { RequestId: id, Response: approve ? 'Approve' : 'Deny', Comment: `${approve ? 'Approved' : 'Denied'} in Slack by ${by}` };
  if (approve) decision.Duration = 'One Time';
  return call('approval/approve', { method: 'POST', body: JSON.stringify(decision) });
}

// --- Cards ---

const plain = (text) => ({ type: 'plain_text', text, emoji: false });
const option = (text, value) => ({ text: plain(text), value });
const durations = [['One time', 'one-time'], ['15 minutes', '15m'], ['30 minutes', '30m'], ['1 hour', '1h'], ['2 hours', '2h'],
  ['4 hours', '4h'], ['8 hours', '8h']].map(([text, value]) => option(text, value));

function facts(request) {
  return [
    { type: 'header', text: plain(`${request.FileProductName} for ${request.UserName}`) },
    { type: 'section', fields: [
      plain(`Account\n${request.InitiatorUserName}`), plain(`Computer\n${request.AgentName}`),
      plain(`Publisher\n${request.FileCompanyName}`), plain(`Version\n${request.FileProductVersion}`),
      plain(`Policy\n${request.PolicyName}`), plain(`Rating\n${request.SecurityRating}`)] },
    { type: 'section', text: plain(`Path: ${request.FilePath}\nCommand line: ${request.FileCommandLine}`) },
    { type: 'section', text: plain(`Reason: ${request.UserReason}`) },
    { type: 'context', elements: [plain(`Requested ${request.Requested}, SHA-256 ${request.FileSha256Hash}`)] },
  ];
}

function openCard(request) {
  return [...facts(request), { type: 'actions', block_id: 'decide', elements: [
    { type: 'static_select', action_id: 'duration', options: durations, initial_option: durations[0] },
    { type: 'button', action_id: 'approve', style: 'primary', value: request.ApprovalId, text: plain('Approve') },
    { type: 'button', action_id: 'deny', style: 'danger', value: request.ApprovalId, text: plain('Deny') },
  ] }];
}

const closedCard = (request, outcome) => [...facts(request), { type: 'section', text: { type: 'mrkdwn', text: outcome } }];
const title = (request) => `${request.FileProductName} for ${request.UserName}`;

const known = new Map(); // id: { request, cards, claimed }

async function editCards({ request, cards }, outcome) {
  await Promise.all(cards.map(({ channel, ts }) =>
    app.client.chat.update({ channel, ts, text: title(request), blocks: closedCard(request, outcome) })));
}

async function announce(request) {
  const entry = { request, cards: [], claimed: false };
  known.set(request.ApprovalId, entry);
  await Promise.all(channels.map(async (channel) => {
    const { ts } = await app.client.chat.postMessage({ channel, text: title(request), blocks: openCard(request) });
    entry.cards.push({ channel, ts });
  }));
}

async function poll() {
  try {
    const pending = await pendingRequests();
    const listed = new Set(pending.map((request) => request.ApprovalId));
    for (const [id, entry] of known)
      if (!listed.has(id) && !entry.claimed) {
        known.delete(id);
        editCards(entry, 'Decided elsewhere.').catch(console.error);
      }
    await Promise.all(pending.filter((request) => !known.has(request.ApprovalId)).map(announce));
  } catch (error) {
    console.error(error);
  }
  setTimeout(poll, pollInterval);
}

// --- People ---

const people = new Map(); // id: { asked, user }
async function mayDecide(id) {
  let entry = people.get(id);
  if (!entry || Date.now() - entry.asked > personIsKnownFor) {
    entry = { asked: Date.now(), user: app.client.users.info({ user: id }).then((answer) => answer.user) };
    people.set(id, entry);
  }
  const user = await entry.user;
  return !user.deleted && !user.is_bot && !user.is_restricted && !user.is_ultra_restricted;
}

async function decide({ ack, action, body, respond }) {
  await ack();
  const tell = (text) => respond({ response_type: 'ephemeral', replace_original: false, text });
  const entry = known.get(action.value);
  if (!entry || entry.claimed) return tell('This request is decided already.');
  if (!(await mayDecide(body.user.id))) return tell('You may not decide this.');
  if (entry.claimed) return tell('Somebody was faster.');
  entry.claimed = true;
  const approve = action.action_id === 'approve';
  const answer = await sendDecision(action.value, approve, `@${body.user.name}`);
  if (!answer.ok) {
    entry.claimed = false;
    return tell(`Privilege Manager answered with ${answer.status}; try again.`);
  }
  const outcome = `${approve ? 'Approved' : 'Denied'} by <@${body.user.id}>.`;
  await editCards(entry, outcome);
  await tell(outcome);
}

app.action('duration', async ({ ack }) => { await ack(); });
app.action('approve', decide);
app.action('deny', decide);
app.error(async (error) => { console.error(error); });

await app.start();
poll();
