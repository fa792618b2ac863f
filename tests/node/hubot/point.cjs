'use strict';
// Hubot's Slack adapter has no setting for the address of the Web API, so its client is told before Hubot starts.

const adapter = require.resolve('@hubot-friends/hubot-slack');
const { WebClient } = require(require.resolve('@slack/web-api', { paths: [adapter] }));
const { makeRequest } = WebClient.prototype;

WebClient.prototype.makeRequest = function pointed(...request) {
  this.axios.defaults.baseURL = process.env.SLACK_API_URL;
  return makeRequest.apply(this, request);
};
