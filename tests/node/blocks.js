'use strict';
// What the app shows.

const words = (text) => ({ type: 'plain_text', text });
const section = (text) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (text, action_id) => ({ type: 'button', text: words(text), action_id, value: action_id });

function card(text, elements) {
  return { text, blocks: [section(text), { type: 'actions', block_id: 'card', elements }] };
}

function home(user) {
  return { type: 'home', blocks: [{ type: 'header', text: words('Welcome') }, section(`Nothing waits for you, <@${user}>.`)] };
}

// A modal with a required text and an optional menu whose options the app looks up.
function question(channel, text) {
  const input = (block_id, label, element, optional = false) => ({ type: 'input', block_id, label: words(label), element, optional });
  return {
    type: 'modal',
    callback_id: 'question',
    private_metadata: channel,
    notify_on_close: true,
    title: words('Question'),
    submit: words('Send'),
    close: words('Cancel'),
    blocks: [
      input('text', 'What is it?', { type: 'plain_text_input', action_id: 'text', initial_value: text }),
      input('topic', 'About', { type: 'external_select', action_id: 'topic', min_query_length: 1 }, true),
      { type: 'actions', block_id: 'more', elements: [button('One more', 'more')] },
    ],
  };
}

module.exports = { button, card, home, question, section };
