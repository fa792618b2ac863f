'use strict';
// A Bolt app for Node as anybody would write it. Of the playground it knows no more than an address.

const { App, ExpressReceiver, HTTPReceiver, LogLevel, SocketModeReceiver } = require('@slack/bolt');
const { button, card, home, question, section } = require('./blocks');

const { SLACK_API_URL, SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, SLACK_MODE } = process.env;
const TOPICS = ['Passwords', 'Printers', 'Phishing', 'Travel'];

const clientOptions = { slackApiUrl: SLACK_API_URL };
const receivers = {
  // Sooner back after a disconnect than the usual five seconds.
  socket: () => new SocketModeReceiver({
    appToken: SLACK_APP_TOKEN, installerOptions: { clientOptions }, clientPingTimeout: 1500, logLevel: LogLevel.ERROR,
  }),
  http: () => new HTTPReceiver({ signingSecret: SLACK_SIGNING_SECRET, logLevel: LogLevel.ERROR }),
  express: () => new ExpressReceiver({ signingSecret: SLACK_SIGNING_SECRET, logLevel: LogLevel.ERROR }),
};

const heard = new Map(); // how often each event came
const app = new App({
  token: SLACK_BOT_TOKEN,
  clientOptions,
  receiver: receivers[SLACK_MODE](),
  logLevel: LogLevel.ERROR,
});

app.use(async ({ body, next }) => {
  heard.set(body.event_id, (heard.get(body.event_id) ?? 0) + 1);
  await next();
});

// Messages -----------------------------------------------------------------

app.message(/^hello/i, async ({ message, say }) => {
  await say(card(`Hello <@${message.user}>, shall I?`, [button('Approve', 'approve'), button('Ask', 'ask')]));
});

app.message(/^once/, async ({ body, say }) => {
  await say(`${body.event_id} came ${heard.get(body.event_id)} time(s)`);
});

app.message(/^thread/, async ({ message, say }) => {
  await say({ text: 'in the thread', thread_ts: message.ts });
  await say({ text: 'for everybody', thread_ts: message.ts, reply_broadcast: true });
});

app.message(/^whisper/, async ({ message, client }) => {
  await client.chat.postEphemeral({ channel: message.channel, user: message.user, text: 'only you see this' });
});

app.message(/^later (\d+)/, async ({ message, client, context, say }) => {
  const post_at = Number(context.matches[1]);
  const { scheduled_message_id } = await client.chat.scheduleMessage({ channel: message.channel, post_at, text: 'now!' });
  const waiting = await client.chat.scheduledMessages.list({ channel: message.channel });
  await say(waiting.scheduled_messages.some(({ id }) => id === scheduled_message_id) ? 'scheduled' : 'lost');
});

app.message(/^file/, async ({ message, client }) => {
  await client.filesUploadV2({
    channel_id: message.channel,
    initial_comment: 'Here it is',
    file: Buffer.from('監査,結果\n1,良\n'),
    filename: '結果.csv',
    title: '結果',
  });
});

app.message(/^read/, async ({ message, say }) => {
  const [file] = message.files;
  const fetched = (headers) => fetch(file.url_private_download, { headers });
  const stranger = await fetched({});
  const friend = await fetched({ Authorization: `Bearer ${SLACK_BOT_TOKEN}` });
  await say(JSON.stringify({ stranger: stranger.headers.get('content-type'), text: await friend.text() }));
});

app.message(/^people/, async ({ client, say }) => {
  const names = [];
  for await (const page of client.paginate('users.list', { limit: 3 })) names.push(...page.members.map((one) => one.name));
  await say(names.join(' '));
});

app.message(/^patience/, async ({ client, say }) => {
  let told = 0;
  client.once('rate_limited', (seconds) => { told = seconds; });
  const { user } = await client.auth.test();
  await say(`${user} was told to wait ${told} s`);
});

// What the client makes of a refusal: its class, Slack's code, the explanations, the scopes.
app.message(/^mistake (\S+) (.*)/, async ({ client, context, say }) => {
  const [, method, given] = context.matches;
  const error = await client.apiCall(method, JSON.parse(given)).then(() => new Error('no error'), (caught) => caught);
  const { error: reason, needed, response_metadata: more } = error.data ?? {};
  await say(JSON.stringify({ code: error.code, reason, needed, messages: more?.messages ?? [] }));
});

app.event('app_mention', async ({ event, say }) => {
  await say({ text: `You called, <@${event.user}>?`, thread_ts: event.ts });
});

app.event('reaction_added', async ({ event, client }) => {
  const { channel, ts: timestamp } = event.item;
  await client.reactions.add({ channel, timestamp, name: event.reaction });
});

app.event('app_home_opened', async ({ event, client }) => {
  if (event.tab === 'home') await client.views.publish({ user_id: event.user, view: home(event.user) });
});

// Commands, buttons, menus ---------------------------------------------------

app.command('/sample', async ({ command, ack, respond, say }) => {
  await ack();
  await respond(`one moment: ${command.text}`);
  await say(`<@${command.user_id}> asked about ${command.text}`);
});

app.action('approve', async ({ ack, body, respond }) => {
  await ack();
  await respond({ replace_original: true, text: 'done', blocks: [section(`Approved by <@${body.user.id}>`)] });
});

app.action('ask', async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: question(body.channel.id) });
});

app.options('topic', async ({ options, ack }) => {
  const fitting = TOPICS.filter((topic) => topic.toLowerCase().startsWith(options.value.toLowerCase()));
  await ack({ options: fitting.map((topic) => ({ text: { type: 'plain_text', text: topic }, value: topic })) });
});

// Shortcuts and modals ---------------------------------------------------------

app.shortcut({ type: 'shortcut', callback_id: 'ask_global' }, async ({ shortcut, ack, client }) => {
  await ack();
  await client.views.open({ trigger_id: shortcut.trigger_id, view: question(shortcut.user.id) });
});

app.shortcut({ type: 'message_action', callback_id: 'ask_message' }, async ({ shortcut, ack, client, respond }) => {
  await ack();
  const view = question(shortcut.channel.id, shortcut.message.text);
  await client.views.open({ trigger_id: shortcut.trigger_id, view });
  await respond(`about: ${shortcut.message.text}`);
});

app.action('more', async ({ ack, body, client }) => {
  await ack();
  await client.views.push({ trigger_id: body.trigger_id, view: { ...question(body.user.id), notify_on_close: false } });
});

app.view('question', async ({ ack, view, body, client }) => {
  const { text: { text }, topic: { topic } } = view.state.values;
  if (text.value.length < 5) {
    await ack({ response_action: 'errors', errors: { text: 'A little longer, please.' } });
    return;
  }
  await ack();
  const about = topic.selected_option?.value ?? 'nothing';
  await client.chat.postMessage({ channel: view.private_metadata, text: `<@${body.user.id}> on ${about}: ${text.value}` });
});

app.view({ callback_id: 'question', type: 'view_closed' }, async ({ ack, body, client }) => {
  await ack();
  await client.chat.postMessage({ channel: body.user.id, text: `closed, cleared: ${body.is_cleared}` });
});

app.error(async (error) => console.error('unhandled', error));

app.start(0).then((server) => {
  console.log(JSON.stringify({ ready: true, port: server?.address?.()?.port ?? null }));
});
